import TransparencyLog

/// The size and root of a log's newest checkpoint, checked with its key.
struct PublishedCheckpoint {
    let size: UInt64
    let root: String

    init(_ note: [UInt8], key: VerifierKey, origin: String) throws {
        let checkpoint = try Checkpoint.open(note, key: key, origin: origin)
        size = checkpoint.size
        root = checkpoint.root.base64
    }
}
