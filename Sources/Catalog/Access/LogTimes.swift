import Records

/// The log's time of each entry, and the entries of a time, segment by segment as they are asked for.
final class LogTimes {
    private let log: LogReading
    private var times: [Int64: [Int64]] = [:]
    /// Segments whose times are kept, half a megabyte each.
    private static let most = 32

    init(_ log: LogReading) { self.log = log }

    /// - Throws: `SegmentDamage` for an entry that the catalog does not have.
    func time(of index: Int64) throws -> Timestamp {
        guard let segment = log.segments.last(where: { $0.first <= index }), segment.range.contains(index) else {
            guard let head = log.head, head.range.contains(index) else { throw SegmentDamage() }
            return Timestamp(milliseconds: head.times[Int(index - head.first)])
        }
        if times[segment.first] == nil {
            if times.count >= Self.most { times = [:] }
            times[segment.first] = try StoredSegment(db: log.db, segment: segment, cache: log.cache).allTimes()
        }
        return Timestamp(milliseconds: times[segment.first]![Int(index - segment.first)])
    }
}
