import Recorder
import Records
import TransparencyLog

/// Someone whom an entry names, with what it says of them.
struct Sighting: Sendable {
    let index: UInt64
    let label: Hash
    /// Kind, namespace and id, unless they cannot be opened.
    let identity: (kind: String, namespace: String, id: String)?
    let name: String?
    let externalId: String?
    /// E-mail addresses that the event gave them.
    var emails: [String] = []
    /// Whether what is said of them came to pass: what was refused, failed or only tried names nobody anew.
    let happened: Bool

    /// All whom an entry names. It names subject, actor, behalf and resources in the order in which its record has them.
    static func all(in committed: CommittedRecord) -> [Sighting] {
        let record = committed.record
        var resources = 0
        return committed.entry.references.map { reference in
            let party: Party?
            switch reference.role {
            case .subject: party = record?.subject
            case .actor: party = record?.actor
            case .behalf: party = record?.onBehalfOf
            case .resource:
                party = record.flatMap { resources < $0.resources.count ? $0.resources[resources] : nil }
                resources += 1
            }
            var sighting = Sighting(index: committed.index, label: reference.label.hash, party: party, of: record)
            if reference.role == .subject, let record { sighting.emails = emails(in: record.changes) }
            return sighting
        }
    }

    private init(index: UInt64, label: Hash, party: Party?, of record: Record?) {
        self.index = index
        self.label = label
        happened = record.map { $0.outcome.happened } ?? false
        guard let party, let record, !party.isUnreadable else {
            (identity, name, externalId) = (nil, nil, nil)
            return
        }
        let identity = record.identity(of: party)
        self.identity = (identity.kind, identity.namespace, identity.id)
        name = party.name
        externalId = party.externalId
    }

    /// The addresses that changes set, under the names that SCIM and other sources give such an attribute.
    private static func emails(in changes: [Change]) -> [String] {
        var found: [String] = []
        for change in changes {
            guard let after = change.after, isEmail(path: change.path) else { continue }
            SearchText.each(of: after) { text in
                if text.utf8.count <= 320, text.utf8.contains(UInt8(ascii: "@")), found.count < 16 {
                    found.append(text)
                }
            }
        }
        return found
    }

    private static func isEmail(path: String) -> Bool {
        guard let first = path.utf8.first, first | 0x20 == UInt8(ascii: "e") || first | 0x20 == UInt8(ascii: "m")
        else { return false }
        let path = path.lowercased()
        return path == "email" || path == "mail" || path.hasPrefix("emails")
    }
}
