import Ledger
package import Records
import Vault

extension Recorder {
    /// One entry of a trail, its clear header only.
    package struct TrailEntry: Sendable {
        package let index: UInt64
        package let entry: Entry
    }

    /// Every committed entry that names an identity, newest first.
    ///
    /// Each entry names the one before it, so this reads as many entries as name the identity, however long the log is.
    ///
    /// - Throws: `RecorderError.unusable` when the chain does not reach its beginning in the number of steps that its
    ///   newest entry promises.
    package func trail(of identity: Identity) throws(RecorderError) -> [TrailEntry] {
        let label = vault.label(of: identity)
        guard let position = ledger.position(of: label) else { return [] }
        var trail: [TrailEntry] = []
        var (next, left): (UInt64?, UInt64) = (position.newest, position.count)
        while let index = next {
            let entry = try header(index)
            guard left > 0, let reference = entry.references.first(where: { $0.label == label }),
                reference.count == left - 1, reference.previous.map({ $0 < index }) ?? true
            else { throw broken(at: index) }
            trail.append(TrailEntry(index: index, entry: entry))
            (next, left) = (reference.previous, left - 1)
        }
        guard left == 0 else { throw broken(at: position.newest) }
        return trail
    }

    private func header(_ index: UInt64) throws(RecorderError) -> Entry {
        guard let bytes = try entryBytes(index: index) else { throw broken(at: index) }
        do { return try Entry(parsing: bytes) } catch {
            throw .unusable("entry \(index) of log \(name) is malformed: \(error); run muster verify")
        }
    }

    func broken(at index: UInt64) -> RecorderError {
        .unusable(
            "the entries of log \(name) that name one another do not meet at entry \(index): run muster verify; if it "
                + "passes, \(folders.state) is of another time or damaged: move it away, a start rebuilds it")
    }
}

extension Recorder {
    /// Whether the entry at `index` was made by this very submission: same key, same content, same binding.
    package func holds(_ submission: Submission, at index: UInt64) throws(RecorderError) -> Bool {
        guard let wanted = idempotency(of: submission), let bytes = try sealedBytes(index: index) else { return false }
        return (try? SealedRecord(parsing: bytes))?.head.idempotency == wanted
    }
}
