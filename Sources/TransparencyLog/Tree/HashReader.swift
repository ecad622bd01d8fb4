/// Where provers get hashes of complete subtrees from: tiles, a database, memory.
public protocol HashReader {
    /// The hash of the complete subtree of 2^level leaves over entries [index << level, (index + 1) << level).
    ///
    /// Called only for subtrees that lie wholly within the tree being proved. It must throw rather than guess when
    /// it has no such hash; nothing it returns is trusted by whoever checks the proof.
    func hash(level: Int, index: UInt64) throws -> Hash
}
