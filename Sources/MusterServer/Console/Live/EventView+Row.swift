import JSON

extension EventView {
    /// What the script of the live search makes a row of: the same that the template of the list shows.
    ///
    /// `index`, `exact`, `day`, `clock`, `action`, `subject`, `actor`, `resources` (parties), `changed`, `source`, and `badges`
    /// (`style`, `text`).
    var row: JSONValue {
        var object = JSONObject([
            ("index", .string(index)), ("exact", .string(when.exact)), ("day", .string(when.day)),
            ("clock", .string(when.clock)), ("action", .string(action)), ("badges", .array(badges)),
            ("resources", .array(resources.map(\.row))),
        ])
        object["subject"] = subject?.row
        object["actor"] = actor?.row
        object["changed"] = changed.map(JSONValue.string)
        object["source"] = source.map(JSONValue.string)
        return .object(object)
    }

    private var badges: [JSONValue] {
        let all = [
            outcome.isPlain ? nil : (outcome.style, outcome.word), isLate ? ("open", "late") : nil,
            isUnreadable ? ("open", "partly unreadable") : nil,
        ]
        return all.compactMap(\.self).map { ["style": .string($0.0), "text": .string($0.1)] }
    }
}

extension PartyView {
    fileprivate var row: JSONValue { ["path": .string(path), "called": .string(called), "kind": .string(kindOf)] }
}
