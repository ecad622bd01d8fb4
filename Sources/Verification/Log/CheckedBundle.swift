import Records
import TransparencyLog

/// What checking one entry bundle by itself gave: its level-0 tile, its sealed bundle, its entries' form.
///
/// What needs the entries before it (labels, time) or the tree above it is left to the caller.
struct CheckedBundle: Sendable {
    let index: UInt64
    let width: Int
    /// The leaf hashes of the entries' bytes; where an entry could not be read, the level-0 tile's.
    var leaves: [Hash] = []
    /// The hashes of the level-0 tile when they differ from `leaves`.
    var stored: [Hash]?
    /// The root over `leaves`, for a full bundle.
    var root = MerkleTree.emptyRoot
    /// The root over `stored`, for a full bundle whose tile differs.
    var storedRoot: Hash?
    /// The entries that could be parsed: time and labels.
    var headers: [Header] = []
    /// The labels of all of `headers`, one after the other.
    var references: [Reference] = []
    /// What entry 0 says of the log.
    var genesis: Genesis?
    /// Entries that could not be read, or have other bytes than the level-0 tile says; in order.
    var doubts: [(index: UInt64, reason: Doubts.Reason)] = []
    /// Faults whatever the tree says.
    var faults = FaultList()
    /// Faults if the level-0 tile is what the log signed.
    var entryFaults = FaultList()
    /// Faults if the entries are what the log signed: what is wrong with the tile, and what follows from entries that
    /// it has other hashes for.
    var tileFaults = FaultList()
    var opened: UInt64 = 0
    var unreadable: UInt64 = 0
    /// Entries of a kind that is not specified yet: only their form was checked.
    var unspecified: UInt64 = 0
    /// Where the entries were read from.
    var path = ""

    struct Header: Sendable {
        let index: UInt64
        let time: Timestamp
        let references: Range<Int>
    }

    init(index: UInt64, width: Int) {
        self.index = index
        self.width = width
    }

    /// The index of the first entry in the log.
    var firstEntry: UInt64 { index << 8 }
    var lastEntry: UInt64 { firstEntry + UInt64(width - 1) }
}
