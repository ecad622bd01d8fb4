import Recorder
import Records
import TransparencyLog

/// What a `link` or `unlink` entry says: two identities are one person from there on, or are not.
///
/// It is read from the entry's header alone, so it holds whatever can still be opened.
struct LinkFact: Sendable {
    let index: UInt64
    let isLinked: Bool
    let first: Hash
    let second: Hash

    /// Nil for an entry that says nothing of the sort.
    init?(_ committed: CommittedRecord) {
        let entry = committed.entry
        guard entry.kind.isLink, entry.outcome == .success,
            let first = entry.references.first(where: { $0.role == .subject }),
            let second = entry.references.first(where: { $0.role == .resource }), first.label != second.label
        else { return nil }
        index = committed.index
        isLinked = entry.kind == .link
        (self.first, self.second) = (first.label.hash, second.label.hash)
    }
}
