import JSON
import Records

/// What full text search finds a record by: ids, names, agents, paths, values, the reason and whatever `extra` holds.
///
/// The ids of the event itself, its transaction, request, session and addresses are found whole only, since nearly every
/// event has words of its own there.
enum SearchText {
    static func each(of record: Record, _ body: (String) -> Void) {
        each(of: record.subject, body)
        if let actor = record.actor { each(of: actor, body) }
        if let behalf = record.onBehalfOf { each(of: behalf, body) }
        for resource in record.resources { each(of: resource, body) }
        for change in record.changes {
            body(change.path)
            if let before = change.before { each(of: before, body) }
            if let after = change.after { each(of: after, body) }
        }
        if let reason = record.reason { body(reason) }
        if let source = record.source { body(source) }
        if let extra = record.extra { each(ofExtra: .object(extra), body) }
    }

    private static func each(of party: Party, _ body: (String) -> Void) {
        if party.isUnreadable { return }
        body(party.id)
        if let name = party.name { body(name) }
        if let externalId = party.externalId { body(externalId) }
        if let agent = party.agent { body(agent) }
    }

    /// The texts and numbers in what a record has besides, and the names of what is true or lists something there: marks such
    /// as `drift`, which say what they say by being there.
    private static func each(ofExtra value: JSONValue, _ body: (String) -> Void) {
        guard case .object(let object) = value else { return each(of: value, body) }
        for (name, value) in object.members {
            if value.boolValue == true || value.arrayValue?.isEmpty == false { body(name) }
            each(ofExtra: value, body)
        }
    }

    /// The texts and numbers in a value.
    static func each(of value: JSONValue, _ body: (String) -> Void) {
        switch value {
        case .string(let text): body(text)
        case .number(let number): body(number.text)
        case .array(let items): for item in items { each(of: item, body) }
        case .object(let object): for member in object.members { each(of: member.value, body) }
        case .null, .bool: break
        }
    }

    /// Whether a record has words side by side.
    static func has(_ phrase: FullTextQuery.Term, in words: [[UInt8]]) -> Bool {
        guard words.count >= phrase.words.count else { return false }
        let last = phrase.words.count - 1
        return (0...(words.count - phrase.words.count)).contains { start in
            phrase.words.indices.allSatisfy { place in
                phrase.isPrefix && place == last
                    ? words[start + place].starts(with: phrase.words[place])
                    : words[start + place] == phrase.words[place]
            }
        }
    }

    /// All words of a record, in order.
    static func words(of record: Record) -> [[UInt8]] {
        var words: [[UInt8]] = []
        each(of: record) { WordSplitter.split($0) { words.append([UInt8]($0)) } }
        return words
    }
}
