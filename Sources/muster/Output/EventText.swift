import JSON

/// An event, as the server answers it, in words for people.
struct EventText {
    let event: JSONValue

    var index: String { event["index"].map(\.text) ?? "?" }
    var action: String { event["action"]?.stringValue ?? event["kind"]?.stringValue ?? "?" }
    var outcome: String { event["outcome"]?.stringValue ?? "" }

    /// `2026-11-22 20:54:23Z`: seconds are enough for a page, `--json` has the rest.
    var time: String {
        guard let time = event["time"]?.stringValue, time.utf8.count >= 19 else { return "?" }
        let seconds = time.prefix(19).split(separator: "T")
        return seconds.joined(separator: " ") + (time.hasSuffix("Z") ? "Z" : "")
    }

    var subject: String { EventText.name(event["subject"]) }

    /// Who did it, and for whom.
    var actor: String {
        let actor = EventText.name(event["actor"])
        guard let behalf = event["onBehalfOf"] else { return actor }
        return "\(actor) for \(EventText.name(behalf))"
    }

    var resources: [String] {
        switch event["resource"] {
        case .array(let parties)?: parties.map { EventText.name($0) }
        case let party?: [EventText.name(party)]
        case nil: []
        }
    }

    /// The changes, one a line: `title: "Clerk" -> "Auditor"`.
    var changes: [String] {
        (event["changes"]?.arrayValue ?? []).map { change in
            let path = change["path"]?.stringValue ?? "?"
            return "\(path): \(EventText.value(change["before"])) -> \(EventText.value(change["after"]))"
        }
    }

    /// Everything that stands below an event's line.
    var details: [String] {
        var lines: [String] = []
        for resource in resources { lines.append(resource) }
        lines += changes
        if let reason = event["reason"]?.stringValue { lines.append("reason: \(reason)") }
        if let hidden = event["unreadable"], hidden.arrayValue?.isEmpty != true {
            lines.append("(parts of this entry cannot be read: their key is missing or was destroyed)")
        }
        return lines
    }

    /// A party by its name as it was then, with its kind unless that is the usual one.
    static func name(_ party: JSONValue?) -> String {
        guard let party, case .object = party else { return "-" }
        let kind = party["type"]?.stringValue ?? "?"
        let name = party["name"]?.stringValue ?? party["id"]?.stringValue ?? "?"
        return kind == "user" ? name : "\(kind) \(name)"
    }

    static func value(_ value: JSONValue?) -> String { value?.text ?? "(none)" }
}
