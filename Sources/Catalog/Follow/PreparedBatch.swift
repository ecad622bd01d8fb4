import Recorder
import Records
import TransparencyLog

/// Entries that follow one another, made ready for the index: the work that needs no database and no order.
struct PreparedBatch: Sendable {
    /// Index of the first.
    let first: UInt64
    private(set) var keys = EventKeys()
    /// Milliseconds, of each.
    private(set) var times: [Int64] = []
    /// Whoever was not known to be written down already.
    private(set) var sightings: [Sighting] = []
    private(set) var links: [LinkFact] = []
    /// Leaf hash of the last entry.
    private(set) var tail = Hash.zero

    var count: Int { times.count }
    var end: UInt64 { first + UInt64(count) }
    /// Bytes that it takes, about.
    var size: Int { keys.bytes.count }

    init(first: UInt64) { self.first = first }

    mutating func add(_ records: [CommittedRecord], cache: SightingCache) {
        for record in records {
            keys.add(record)
            if let link = LinkFact(record) { links.append(link) }
            times.append(record.entry.time.milliseconds)
            for sighting in Sighting.all(in: record) where !cache.knows(sighting) { sightings.append(sighting) }
        }
        if let last = records.last { tail = MerkleTree.leafHash(last.entry.bytes) }
    }
}
