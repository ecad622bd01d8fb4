import TransparencyLog

/// Which log a catalog is made from: its origin and its first entry.
struct FollowedLog: Equatable {
    let origin: String
    /// Leaf hash of entry 0, the genesis.
    let genesis: Hash

    static func == (left: FollowedLog, right: FollowedLog) -> Bool {
        left.origin.utf8.elementsEqual(right.origin.utf8) && left.genesis == right.genesis
    }
}
