import GRDB
import Recorder
import Records
import Synchronization

/// The log as one question sees it: the segments in the database, and the newest entries in memory.
struct LogReading {
    let db: Database
    let segments: [Segment]
    let cache: SegmentCache
    let source: any CommittedSource
    /// The newest entries; nil when segments cover them.
    let head: Head?
    let matching: IdentityMatching
    let stop: StopSign

    /// `head` are the newest entries as they were before the database was looked at. A segment that was written since
    ///   covers all of them.
    init(
        db: Database, head: Head, cache: SegmentCache, source: any CommittedSource, matching: IdentityMatching,
        stop: StopSign = StopSign()
    ) throws {
        self.stop = stop
        self.matching = matching
        self.db = db
        self.cache = cache
        self.source = source
        segments = try Segment.all(in: db)
        self.head = head.first == segments.last?.range.upperBound ?? 0 && head.count > 0 ? head : nil
    }

    /// Entries that are seen, which is the index of the next.
    var end: Int64 { head?.end ?? segments.last?.range.upperBound ?? 0 }

    /// Calls `body` with each part of the log that has some of the indices, in order or in reverse, until it says false.
    func walk(_ bounds: Range<Int64>, descending: Bool, _ body: (any PostingSource) throws -> Bool) throws {
        guard !bounds.isEmpty else { return }
        try stop.check()
        let covering = segments.filter { $0.range.overlaps(bounds) }
        if descending, let head, head.range.overlaps(bounds), try !body(head) { return }
        for segment in descending ? covering.reversed() : covering {
            guard try body(StoredSegment(db: db, segment: segment, cache: cache)) else { return }
        }
        if !descending, let head, head.range.overlaps(bounds) { _ = try body(head) }
    }

    /// The first index at or after a time; the number of entries when there is none.
    func index(notBefore time: Timestamp) throws -> Int64 {
        if let segment = segments.first(where: { $0.lastTime >= time.milliseconds }) {
            let stored = StoredSegment(db: db, segment: segment, cache: cache)
            return segment.first + Int64(try stored.place(notBefore: time.milliseconds))
        }
        return head.map { $0.first + Int64($0.place(notBefore: time.milliseconds)) } ?? end
    }

    /// Opens an entry.
    func open(_ index: Int64) throws -> CommittedRecord {
        try stop.check()
        guard let record = try source.committed(from: UInt64(index), limit: 1).first else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an entry is indexed that the log does not have")
        }
        return record
    }

    /// An event as it is answered.
    func event(_ index: Int64) throws -> Event { Event(try open(index)) }
}

/// Tells a question that nobody waits for its answer any more. It is asked on another thread than that of its task.
final class StopSign: Sendable {
    private let isSet = Atomic(false)

    func set() { isSet.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError`.
    func check() throws { if isSet.load(ordering: .relaxed) { throw CancellationError() } }
}
