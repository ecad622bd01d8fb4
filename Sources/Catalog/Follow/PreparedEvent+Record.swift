import Recorder
import Records

extension PreparedEvent {
    /// Makes an entry ready for the tables; does the work that needs no database.
    init(_ committed: CommittedRecord) {
        let entry = committed.entry
        let record = committed.record.map(Self.withNamespaces)
        index = committed.index
        time = entry.time.milliseconds
        action = entry.action?.rawValue
        outcome = entry.outcome.map(\.stored)
        source = record?.source
        transaction = record?.transaction
        parties = Self.parties(of: entry, record: record)
        document = EventDocument.text(
            index: committed.index, entry: entry, record: record, unreadable: committed.unreadable)
        text = record.map { SearchText($0).text } ?? ""
    }

    /// The record with every party's namespace written out, as it is when it comes out of the vault; one that is still in
    /// memory may leave it to its source, and both must give the same answers.
    private static func withNamespaces(_ record: Record) -> Record {
        func lacksName(_ party: Party?) -> Bool { party.map { $0.namespace == nil && !$0.isUnreadable } ?? false }
        guard
            lacksName(record.subject) || lacksName(record.actor) || lacksName(record.onBehalfOf)
                || record.resources.contains(where: lacksName)
        else { return record }
        func named(_ party: Party) -> Party {
            var party = party
            if !party.isUnreadable { party.namespace = record.identity(of: party).namespace }
            return party
        }
        var result = record
        result.subject = named(record.subject)
        result.actor = record.actor.map(named)
        result.onBehalfOf = record.onBehalfOf.map(named)
        result.resources = record.resources.map(named)
        return result
    }

    /// The labels of an entry, each with the party of the record that stands under it: an entry names subject, actor,
    /// behalf and resources in the order in which its record has them.
    private static func parties(of entry: Entry, record: Record?) -> [PreparedParty] {
        var resources = 0
        return entry.references.map { reference in
            let party: Party?
            switch reference.role {
            case .subject: party = record?.subject
            case .actor: party = record?.actor
            case .behalf: party = record?.onBehalfOf
            case .resource:
                party = record.flatMap { resources < $0.resources.count ? $0.resources[resources] : nil }
                resources += 1
            }
            return PreparedParty(reference, party: party, of: record)
        }
    }
}

extension PreparedParty {
    init(_ reference: Reference, party: Party?, of record: Record?) {
        role = PartyRole(reference.role)
        label = reference.label.hash
        guard let party, let record, !party.isUnreadable else {
            (identity, name, externalId) = (nil, nil, nil)
            return
        }
        let identity = record.identity(of: party)
        self.identity = (identity.kind, identity.namespace, identity.id)
        name = party.name
        externalId = party.externalId
    }
}

extension PartyRole {
    init(_ role: Reference.Role) {
        switch role {
        case .subject: self = .subject
        case .actor: self = .actor
        case .behalf: self = .onBehalfOf
        case .resource: self = .resource
        }
    }
}

extension Outcome {
    /// The number that stands in the tables.
    var stored: Int64 {
        switch self {
        case .success: 0
        case .failed: 1
        case .refused: 2
        case .attempted: 3
        case .observed: 4
        }
    }
}
