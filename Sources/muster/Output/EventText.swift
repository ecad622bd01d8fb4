import JSON

/// An event, as the server answers it, in words for people.
struct EventText {
    let event: JSONValue

    var index: String { event["index"].map(\.text) ?? "?" }
    var action: String { event["action"]?.stringValue ?? event["kind"]?.stringValue ?? "?" }
    var outcome: String { event["outcome"]?.stringValue ?? "" }

    /// `2026-11-22 20:54:23Z`: seconds are enough for a page, `--json` has the rest.
    var time: String { EventText.time(event["time"]) }

    private static func time(_ value: JSONValue?) -> String {
        guard let time = value?.stringValue, time.utf8.count >= 19 else { return "?" }
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

    /// The changes, with both values whole: `title: "Clerk" -> "Auditor"`.
    var changes: [Table.Detail] {
        (event["changes"]?.arrayValue ?? []).map { change in
            let path = change["path"]?.stringValue ?? "?"
            // What an attempt asked for, of which the values are not kept.
            if change["before"] == nil, change["after"] == nil { return Table.Detail(path) }
            return Table.Detail(
                "\(path): \(EventText.value(change["before"]))", "-> \(EventText.value(change["after"]))")
        }
    }

    /// Who reported it, when that is said neither by the actor nor by the token it came with.
    var source: String? {
        guard let source = event["source"]?.stringValue else { return nil }
        let said = [event["actor"]?["id"], event["actor"]?["name"], event["recordedBy"]]
        return said.contains { $0?.stringValue == source } ? nil : source
    }

    /// Everything that stands below an event's line.
    var details: [Table.Detail] {
        var lines = resources.map { Table.Detail($0) } + changes
        if event["occurredAt"] != nil { lines.append(Table.Detail("occurred \(EventText.time(event["occurredAt"]))")) }
        if let source { lines.append(Table.Detail("source \(source)")) }
        if let reason = event["reason"]?.stringValue { lines.append(Table.Detail("reason: \(reason)")) }
        if let hidden = event["unreadable"], hidden.arrayValue?.isEmpty != true {
            lines.append(
                Table.Detail("(parts of this entry cannot be read: their key is missing or was destroyed)"))
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
