package import TransparencyLog

/// What entry 0 says about its log.
package struct Genesis: Sendable, Equatable {
    /// The log that this one continues, at its last known checkpoint.
    package struct Predecessor: Sendable, Equatable {
        package let origin: String
        package let size: UInt64
        package let root: Hash

        package init(origin: String, size: UInt64, root: Hash) {
            self.origin = origin
            self.size = size
            self.root = root
        }
    }

    /// The checkpoint origin: one line without spaces.
    package let origin: String
    /// The verifier key in its text form (C2SP signed-note, "vkey").
    package let key: String
    /// SHA-256 of the index key.
    package let indexKey: Hash
    package let predecessor: Predecessor?

    package init(origin: String, key: String, indexKey: Hash, predecessor: Predecessor? = nil) {
        self.origin = origin
        self.key = key
        self.indexKey = indexKey
        self.predecessor = predecessor
    }

    /// The formats, map function and retention that this version writes.
    package static let formats = "muster-entry@v1 muster-sealed@v1"
    package static let map = "muster-map@v1"
    package static let retention = "none"
}
