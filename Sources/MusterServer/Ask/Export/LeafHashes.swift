import Recorder
import TransparencyLog

/// Leaf hashes of entries in rising order, read bundle by bundle.
struct LeafHashes {
    private let recorder: Recorder
    private var first: UInt64 = 0
    private var entries: [[UInt8]] = []

    init(_ recorder: Recorder) { self.recorder = recorder }

    /// - Throws: `RecorderError`, also when there is no such entry.
    mutating func hash(of index: UInt64) throws(RecorderError) -> Hash {
        if index < first || index >= first + UInt64(entries.count) {
            first = index
            entries = try recorder.entries(from: index, limit: 256 - Int(index & 255))
        }
        guard let entry = entries.first.map({ _ in entries[Int(index - first)] }) else {
            throw .unusable("entry \(index) of log \(recorder.name) cannot be read; run muster verify")
        }
        return MerkleTree.leafHash(entry)
    }
}
