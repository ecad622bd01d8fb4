import JSON

/// Identities of one person, for people to read.
enum JoinedText {
    /// A line for each identity beside the one asked about, and one for what was not used; empty, or begun with a line feed.
    static func lines(_ answer: JSONValue) -> String {
        var lines = (answer["identities"]?.arrayValue ?? []).filter { $0["by"]?.stringValue != "asked" }.map {
            "also " + line($0)
        }
        for shared in answer["notJoined"]?.arrayValue ?? [] {
            let number = shared["identities"]?.text ?? "many"
            lines.append("not joined by \(shared["by"]?.stringValue ?? "?"): \(number) identities bear the same")
        }
        if answer["identitiesCut"]?.boolValue == true { lines.append("there are more identities than are shown") }
        return lines.map { "\n" + Terminal.harmless($0) }.joined()
    }

    /// `user bjensen, id 7 of okta, by link 19`.
    static func line(_ identity: JSONValue) -> String {
        var parts = [name(identity)]
        switch identity["by"]?.stringValue {
        case "link"?: parts.append("by link \(identity["link"]?.text ?? "")")
        case "asked"?, nil: break
        case let field?: parts.append("by \(field)")
        }
        return parts.joined(separator: ", ")
    }

    /// `user bjensen, id 7 of okta`.
    static func name(_ identity: JSONValue) -> String {
        let (id, namespace) = (identity["id"]?.stringValue ?? "?", identity["namespace"]?.stringValue ?? "?")
        let kind = identity["type"]?.stringValue ?? "?"
        let name = identity["name"]?.stringValue.map { " \($0)," } ?? ""
        return "\(kind)\(name) id \(id) of \(namespace)"
    }
}
