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
            ["tokens": .array(try await $0.listTokens(log: $1).map { [log = $1] in $0.json(log: log) })]
        }
        output.answer(answer) { answer in
            var table = Table([
                .init(title: "TOKEN"), .init(title: "LOG"), .init(title: "SCOPES"), .init(title: "CREATED"),
                .init(title: "REVOKED"),
            ])
            for token in answer["tokens"]?.arrayValue ?? [] {
                table.add([
                    token["name"]?.stringValue ?? "?", token["log"]?.stringValue ?? "",
                    (token["scopes"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ","),
                    token["created"]?.stringValue ?? "", token["revoked"]?.stringValue ?? "-",
                ])
            }
            return table.text
        }
    }
}
