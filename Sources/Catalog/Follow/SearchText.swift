import JSON
import Records

/// Gathers what full text search finds an event by: ids, names, addresses, paths, values, the reason, the
/// transaction and whatever `extra` holds. Types and times are not words to look for; conditions ask for them.
struct SearchText {
    private(set) var text = ""

    init(_ record: Record) {
        for party in [record.subject, record.actor, record.onBehalfOf] + record.resources.map(Optional.some) {
            if let party, !party.isUnreadable { add(party) }
        }
        for change in record.changes {
            add(change.path)
            change.before.map { add($0) }
            change.after.map { add($0) }
        }
        for word in [record.reason, record.id, record.transaction, record.request, record.source] { add(word) }
        record.extra.map { add(.object($0)) }
    }

    private mutating func add(_ party: Party) {
        for word in [party.id, party.name, party.externalId, party.address, party.agent, party.session] { add(word) }
    }

    private mutating func add(_ word: String?) {
        guard let word, !word.isEmpty else { return }
        if !text.isEmpty { text += "\n" }
        text += StoredText.plain(word)
    }

    private mutating func add(_ value: JSONValue) {
        switch value {
        case .string(let word): add(word)
        case .number(let number): add(number.text)
        case .array(let items): for item in items { add(item) }
        case .object(let object): for member in object.members { add(member.value) }
        case .null, .bool: break
        }
    }
}
