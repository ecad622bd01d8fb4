import DurableFiles
package import TransparencyLog

/// A checkpoint that this log's key has signed, and where it was found.
package struct KnownCheckpoint: Sendable {
    /// The file, as an operator would name it.
    package let place: String
    package let note: [UInt8]
    package let checkpoint: Checkpoint

    /// - Throws: `CheckpointError` when it is not one of this log.
    package init(_ place: String, _ note: [UInt8], key: VerifierKey) throws(CheckpointError) {
        self.place = place
        self.note = note
        checkpoint = try Checkpoint.open(note, key: key)
    }

    /// The checkpoint in a file; nil when there is no such file.
    ///
    /// - Throws: `Refusal` when it is not one of this log.
    package static func read(_ path: String, key: VerifierKey) throws -> KnownCheckpoint? {
        guard let note = try DurableFile.read(path, limit: SignedNote.maximumLength) else { return nil }
        do { return try KnownCheckpoint(path, note, key: key) } catch {
            throw Refusal(.otherLog, path, "it is no checkpoint of this log: \(error)")
        }
    }
}
