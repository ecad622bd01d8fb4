import DurableFiles
import JSON

/// What there is to say about logs, for people.
enum LogText {
    /// A log that was made, and the command that makes its first token. That takes the data directory: tokens belong
    /// to one log, so nobody has one yet with which a server could be asked.
    static func created(_ log: JSONValue) -> String {
        let name = log["name"]?.stringValue ?? ""
        let folder = log["directory"]?.stringValue ?? ""
        let suffix = "/logs/\(name)"
        let data = folder.hasSuffix(suffix) ? String(folder.dropLast(suffix.count)) : "DIR"
        let isHere = DurableFile.isFolder(folder)
        let words = ["token", "create", "--name", "NAME", "--log", name, "--scope", "write", "--data", data]
        return """
            created log \(Terminal.harmless(name))
            \(one(log))
            next\(isHere ? "" : ", on the machine of the server"): \
            \(Terminal.harmless(isHere ? Shell.muster(words) : "muster " + Shell.line(words)))
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
