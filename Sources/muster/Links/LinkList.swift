import ArgumentParser
import JSON

/// `muster link list [NAME]`.
struct LinkList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show who is one person with somebody, or all links.",
        discussion: """
            EXAMPLES
              muster link list bjensen
              muster link list --limit 20 --json
            """)

    @Argument(help: "Id, name or external id; left out, all links are listed, the newest first.")
    var name: String?

    @Option(help: ArgumentHelp("Most links to list.", valueName: "number"))
    var limit: Int = 500

    @Option(help: ArgumentHelp("Continue after this point: `next` of an earlier answer.", valueName: "cursor"))
    var cursor: UInt64?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...500).contains(limit) else { throw ValidationError("--limit is 1 to 500.") }
        if name != nil && cursor != nil { throw ValidationError("--cursor goes with a list of all links.") }
    }

    func run() async throws {
        var query = name.map { [("of", $0)] } ?? [("limit", String(limit))]
        if let cursor { query.append(("cursor", String(cursor))) }
        let retyped = RetypedCommand { [flags = output.flags] candidate, _ in ["link", "list", candidate.label] + flags
        }
        let answer = try await server.client(retyped: retyped).json(
            ServerRequest("GET", ["v1", "links"], query: query))
        output.answer(answer) { answer in name == nil ? Self.all(answer) : Self.one(answer) }
    }

    private static func one(_ answer: JSONValue) -> String {
        let asked = answer["identities"]?.arrayValue?.first.map(JoinedText.name) ?? ""
        let lines = JoinedText.lines(answer)
        return Terminal.harmless(asked) + (lines.isEmpty ? "\nis joined with nobody" : lines)
    }

    private static func all(_ answer: JSONValue) -> String {
        let links = answer["links"]?.arrayValue ?? []
        guard !links.isEmpty else { return "no links" }
        var table = Table([
            .init(title: "INDEX", side: .right, isWhole: true), .init(title: "IDENTITY"), .init(title: "AND"),
        ])
        for link in links {
            let names = (link["identities"]?.arrayValue ?? []).map(JoinedText.name)
            table.add([link["index"]?.text ?? "?", names.first ?? "?", names.last ?? "?"])
        }
        let next = answer["next"].flatMap { $0.isNull ? nil : $0.text }
        return table.text + (next.map { "\nthere are more: --cursor \($0)" } ?? "")
    }
}
