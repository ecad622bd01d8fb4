import ArgumentParser
import JSON
import MusterServer

/// `muster token list`.
struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens of a log, revoked ones included.",
        discussion: """
            EXAMPLES
              muster token list
              muster token list --log payroll --json
            """)

    @OptionGroup var place: TokenPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await place.administer(ServerRequest("GET", ["v1", "tokens"], query: place.query)) {
            try await $0.tokenList(log: $1)
        }
        output.answer(answer, text: Self.text)
    }

    private static func text(_ answer: JSONValue) -> String {
        var table = Table([
            .init(title: "TOKEN"), .init(title: "LOG"), .init(title: "SCOPES"), .init(title: "SOURCE"),
            .init(title: "CREATED"), .init(title: "REVOKED"),
        ])
        for token in answer["tokens"]?.arrayValue ?? [] {
            table.add([
                token["name"]?.stringValue ?? "?", token["log"]?.stringValue ?? "",
                (token["scopes"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ","),
                token["source"]?.stringValue ?? "", token["created"]?.stringValue ?? "",
                token["revoked"]?.stringValue ?? "-",
            ])
        }
        let lost = (answer["lost"]?.arrayValue ?? []).map { token in
            let name = Terminal.harmless(token["name"]?.stringValue ?? "?")
            let entry = token["entry"]?.text ?? "?"
            let end =
                token["revoked"]?.stringValue.map { "revoked \($0)" }
                ?? "not revoked: put the token file back, or run muster token revoke \(name)"
            return "lost: \(name), created by entry \(entry), is not in the token file; \(end)"
        }
        return ([table.text] + lost).joined(separator: "\n")
    }
}
