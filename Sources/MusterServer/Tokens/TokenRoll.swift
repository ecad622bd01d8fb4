import Recorder
import Records
import Vault

/// What a log itself says of its tokens: which entry created each, and which revoked it.
///
/// All these entries name the log as their resource, so they are found by walking back from the newest, at the cost of
/// one read for each; see `docs/decisions/0010-tokens-and-the-log.md`.
struct TokenRoll {
    struct Mark {
        let index: UInt64
        let time: Timestamp
    }

    /// How many entries speak of tokens.
    let entries: Int
    private let recorder: Recorder
    private var creations: [Label: Mark] = [:]
    private var revocations: [Label: Mark] = [:]

    init(_ log: OpenLog) throws(RecorderError) {
        recorder = log.recorder
        let trail = try recorder.trail(of: .log(origin: recorder.origin))
            .filter { $0.entry.kind == .admin && $0.entry.outcome == .success }
        entries = trail.count
        // Oldest first: what counts of a token is its first creation and its first revocation.
        for item in trail.reversed() {
            guard let label = item.entry.references.first(where: { $0.role == .subject })?.label else { continue }
            let mark = Mark(index: item.index, time: item.entry.time)
            switch item.entry.action {
            case .tokenCreate?: if creations[label] == nil { creations[label] = mark }
            case .tokenRevoke?: if revocations[label] == nil { revocations[label] = mark }
            default: continue
            }
        }
    }

    func creation(of name: String) -> Mark? { creations[label(name)] }
    func revocation(of name: String) -> Mark? { revocations[label(name)] }

    /// The tokens that are missing in the file, in the order of their creation.
    func lost(besides tokens: [Token]) throws(RecorderError) -> [LostToken] {
        let known = Set(tokens.map { label($0.name) })
        var lost: [LostToken] = []
        for (label, mark) in creations.sorted(by: { $0.value.index < $1.value.index }) where !known.contains(label) {
            let record = try recorder.committed(from: mark.index, limit: 1).first?.record
            lost.append(
                LostToken(
                    name: record?.subject.id ?? label.description, entry: mark.index, created: mark.time,
                    revoked: revocations[label]?.time))
        }
        return lost
    }

    private func label(_ name: String) -> Label {
        recorder.vault.label(of: Identity(kind: "service", namespace: "muster", id: name))
    }
}
