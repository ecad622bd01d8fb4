import GRDB

/// How many entries segments have. Tests make them small.
package struct SegmentSizes: Sendable {
    /// Entries in memory that are worth a segment, once nothing more is waiting.
    package var small = 4_096
    /// From so many entries on a segment is left as it is.
    package var full = 32_768
    /// So many smaller ones at the end are joined.
    package var many = 16
    /// Entries of a segment at most; 65,536 or less.
    package var most = 65_536

    package init() {}
}

/// Joins the small segments at the end into one, so that a question never asks many.
///
/// Following a log makes a segment every few thousand entries, and one at every stop; catching up makes full ones.
struct SegmentMerge {
    let sizes: SegmentSizes

    /// The segments at the end that are to be joined now; none most of the time.
    func due(_ segments: [Segment]) -> [Segment] {
        var (last, total) = ([Segment](), 0)
        for segment in segments.reversed() {
            guard segment.count < sizes.full else { break }
            guard total + segment.count <= sizes.most else {
                return last.count > 1 ? last.reversed() : []
            }
            last.append(segment)
            total += segment.count
        }
        return last.count >= sizes.many ? last.reversed() : []
    }

    /// The segment that covers what all of them cover; they follow one another.
    static func joined(_ segments: [Segment], in db: Database, cache: SegmentCache) throws -> SegmentContent {
        var table = PostingTable()
        var times: [Int64] = []
        for segment in segments {
            let stored = StoredSegment(db: db, segment: segment, cache: cache)
            let shift = Int(segment.first - segments[0].first)
            try stored.each(beginning: []) { key, list in
                try PostingList.each(of: list, hasFacts: PostingTable.hasFacts(key[0])) { place, fact in
                    table.insert(key, UInt16(place + shift), fact: fact)
                }
            }
            times += try stored.allTimes()
        }
        return SegmentContent(first: segments[0].first, table: table, times: times)
    }
}
