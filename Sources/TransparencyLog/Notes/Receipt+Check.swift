extension Receipt {
    /// What checking a receipt tells.
    public enum Verification: Sendable, Equatable {
        /// The entry is in the tree of this checkpoint, which the log signed.
        case verified(Checkpoint)
        /// It is not shown to be, for this reason.
        case rejected(String)
    }

    /// Checks that the log whose key is `key` has the entry at `index`.
    ///
    /// - Parameters:
    ///   - entry: The bytes of the entry.
    ///   - key: The log's key, from a source that you trust: not from the receipt.
    ///   - origin: The log's origin when it differs from the key's name.
    /// - Returns: The checkpoint whose tree holds the entry, or the reason why that is not shown.
    public func check(entry: [UInt8], key: VerifierKey, origin: String? = nil) -> Verification {
        check(leafHash: MerkleTree.leafHash(entry), key: key, origin: origin)
    }

    /// Checks that the log whose key is `key` has the entry with `leafHash` at `index`.
    public func check(leafHash: Hash, key: VerifierKey, origin: String? = nil) -> Verification {
        do {
            let checkpoint = try Checkpoint.open(self.checkpoint, key: key, origin: origin)
            let proof = InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
            switch proof.check(leafHash: leafHash, root: checkpoint.root) {
            case .accepted: return .verified(checkpoint)
            case .rejected(let reason): return .rejected(reason)
            }
        } catch {
            return .rejected(error.description)
        }
    }
}
