import Ledger
package import Records
import Vault

/// Goes back through the committed entries that name an identity, newest first, and opens those that are asked for.
///
/// Each entry names the one before it, so this reads as many as name the identity, however long the log is. Entries are
/// read by whole bundles, and the bundles read last are kept: neighbours in time stand together. Used by one task.
package final class IdentityWalk {
    /// One entry that names the identity.
    package struct Step: Sendable {
        package let index: UInt64
        package let entry: Entry
        /// Whether the identity is what the entry speaks of, and not only somebody with a part in it.
        package let isSubject: Bool
    }

    private let recorder: Recorder
    private var bundles: [(number: UInt64, entries: [StoredEntry])] = []
    private static let kept = 4

    package init(_ recorder: Recorder) { self.recorder = recorder }

    /// The entries that name the identity, newest first.
    ///
    /// - Parameters:
    ///   - identity: whom or what.
    ///   - visit: takes each step; false ends the walk.
    /// - Throws: `RecorderError.unusable` when the chain does not reach its beginning in the number of steps that its
    ///   newest entry promises, and what `visit` throws.
    package func steps(of identity: Identity, _ visit: (Step) throws -> Bool) throws {
        let label = recorder.vault.label(of: identity)
        guard let position = recorder.ledger.position(of: label) else { return }
        var (next, left): (UInt64?, UInt64) = (position.newest, position.count)
        while let index = next {
            let entry = try header(index)
            let references = entry.references.filter { $0.label == label }
            guard left > 0, let reference = references.first, reference.count == left - 1,
                reference.previous.map({ $0 < index }) ?? true
            else { throw recorder.broken(at: index) }
            let isSubject = references.contains { $0.role == .subject }
            guard try visit(Step(index: index, entry: entry, isSubject: isSubject)) else { return }
            (next, left) = (reference.previous, left - 1)
        }
        guard left == 0 else { throw recorder.broken(at: position.newest) }
    }

    /// The record of an entry; nil when it has none.
    package func record(_ index: UInt64) throws -> Record? {
        guard let stored = try stored(index) else { throw recorder.broken(at: index) }
        return try recorder.open([stored])[0].record
    }

    private func header(_ index: UInt64) throws -> Entry {
        guard let stored = try stored(index) else { throw recorder.broken(at: index) }
        do { return try Entry(parsing: stored.entry) } catch {
            throw RecorderError.unusable(
                "entry \(index) of log \(recorder.name) is malformed: \(error); run muster verify")
        }
    }

    private func stored(_ index: UInt64) throws -> StoredEntry? {
        let number = index >> 8
        if let known = bundles.first(where: { $0.number == number }), let entry = Self.entry(index, known.entries) {
            return entry
        }
        var entries = try recorder.stored(from: number << 8, limit: 256)
        // The older part of a bundle may be on the disk and the newer in memory.
        if Self.entry(index, entries) == nil { entries = try recorder.stored(from: index, limit: 256) }
        bundles.removeAll { $0.number == number }
        bundles.append((number, entries))
        if bundles.count > Self.kept { bundles.removeFirst() }
        return Self.entry(index, entries)
    }

    private static func entry(_ index: UInt64, _ entries: [StoredEntry]) -> StoredEntry? {
        guard let first = entries.first, index >= first.index, index - first.index < UInt64(entries.count) else {
            return nil
        }
        return entries[Int(index - first.index)]
    }
}
