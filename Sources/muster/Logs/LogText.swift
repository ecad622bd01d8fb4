import JSON

/// What there is to say about logs, for people.
enum LogText {
    static func created(_ log: JSONValue) -> String {
        """
        created log \(log["name"]?.stringValue ?? "")
        \(one(log))
        next: muster token create --name NAME --log \(log["name"]?.stringValue ?? "") --scope write
        """
    }

    static func one(_ log: JSONValue) -> String {
        let rows = [("origin", "origin"), ("vkey", "verifier key"), ("directory", "directory"), ("size", "entries")]
        let lines = (rows + [("root", "root")]).compactMap { key, title -> String? in
            guard let value = log[key] else { return nil }
            let padding = String(repeating: " ", count: 14 - title.count)
            return title + padding + Terminal.harmless(value.stringValue ?? value.text)
        }
        return lines.joined(separator: "\n")
    }

    static func table(_ logs: [JSONValue]) -> String {
        var table = Table([
            .init(title: "LOG", isWhole: true), .init(title: "ENTRIES", side: .right, isWhole: true),
            .init(title: "ORIGIN"),
        ])
        for log in logs {
            table.add([
                log["name"]?.stringValue ?? "?", log["size"]?.text ?? "?", log["origin"]?.stringValue ?? "?",
            ])
        }
        return table.text
    }
}
