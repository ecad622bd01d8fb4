import JSON
import Records

/// Records of every shape, from a seed.
enum RandomRecord {
    static func make(_ generator: inout SeededGenerator) -> Record {
        var record = Record(
            action: Bool.random(using: &generator) ? .userUpdate : .groupMemberAdd,
            outcome: Outcome.allCases.randomElement(using: &generator) ?? .success, subject: party(&generator))
        if .random(using: &generator) { record.id = text(&generator) }
        if .random(using: &generator) { record.source = text(&generator) }
        if .random(using: &generator) { record.actor = party(&generator) }
        if .random(using: &generator) { record.onBehalfOf = party(&generator) }
        for _ in 0..<Int.random(in: 0..<3, using: &generator) { record.resources.append(party(&generator)) }
        for _ in 0..<Int.random(in: 0..<4, using: &generator) { record.changes.append(change(&generator)) }
        if .random(using: &generator) { record.reason = text(&generator) + "\n" }
        if .random(using: &generator) { record.transaction = text(&generator) }
        if .random(using: &generator) { record.request = text(&generator) }
        if .random(using: &generator) { record.recordedBy = text(&generator) }
        if .random(using: &generator) {
            record.occurredAt = Timestamp(milliseconds: .random(in: Timestamp.range, using: &generator))
        }
        if .random(using: &generator) {
            record.extra = JSONObject([("n", value(3, &generator)), (text(&generator), value(1, &generator))])
        }
        return record
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        ["a", "b", "é", "e\u{301}", "😀", "a\"\\b", " ", "hr-sync", "log"].randomElement(using: &generator) ?? ""
    }

    private static func party(_ generator: inout SeededGenerator) -> Party {
        let types = ["user", "group", "service", "contractor", "log", "app"]
        var party = Party(type: types.randomElement(using: &generator) ?? "user", id: text(&generator))
        if .random(using: &generator) { party.namespace = text(&generator) }
        if .random(using: &generator) { party.name = text(&generator) + "\u{1}" }
        if .random(using: &generator) { party.externalId = text(&generator) }
        if .random(using: &generator) { party.address = text(&generator) }
        if .random(using: &generator) { party.agent = "" }
        if .random(using: &generator) { party.session = text(&generator) }
        return party
    }

    private static func change(_ generator: inout SeededGenerator) -> Change {
        let paths = [
            "title", "manager", "manager.value", "Manager.displayName", "urn:x:User:manager.value",
            "manager[value eq \"a\"]",
            "managers", "name.familyName", "password", "urn:x:User:manager[value eq \"x\"].display",
        ]
        return Change(
            path: paths.randomElement(using: &generator) ?? "",
            before: .random(using: &generator) ? value(2, &generator) : nil,
            after: .random(using: &generator) ? value(2, &generator) : nil)
    }

    private static func value(_ depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &generator) {
        case 0: .null
        case 1: .int(Int.random(in: -9...9, using: &generator))
        case 2, 3: .string(text(&generator))
        case 4: ["value": .string(text(&generator)), "type": value(depth - 1, &generator)]
        case 5: [value(depth - 1, &generator), value(depth - 1, &generator)]
        default: [:]
        }
    }
}
