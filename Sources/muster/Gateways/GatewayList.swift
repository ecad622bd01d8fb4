import ArgumentParser
import JSON

/// `muster gateway list`.
struct GatewayList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the gateways.",
        discussion: """
            EXAMPLES
              muster gateway list
              muster gateway list --json
            """)

    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await place.ask(ServerRequest("GET", ["v1", "gateways"]))
        output.answer(answer) { answer in
            var table = Table([
                .init(title: "GATEWAY"), .init(title: "UPSTREAM"), .init(title: "CREDENTIALS"), .init(title: "LOG"),
                .init(title: "FROM"), .init(title: "OPEN"),
            ])
            for gateway in answer["gateways"]?.arrayValue ?? [] {
                table.add([
                    gateway["name"]?.stringValue ?? "?", gateway["upstream"]?.stringValue ?? "",
                    gateway["credentials"]?.objectValue?.names.first ?? "the client's",
                    gateway["log"]?.stringValue ?? "main", gateway["source"]?.stringValue ?? "",
                    gateway["open"]?.text ?? "",
                ])
            }
            return table.text
        }
    }
}

/// `muster gateway remove`.
struct GatewayRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a gateway that was added.",
        discussion: """
            Its records stay, and so do attempts that are open.

            EXAMPLES
              muster gateway remove crm
            """)

    @Argument(help: "The gateway's name.") var name: String
    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await place.ask(ServerRequest("DELETE", ["v1", "gateways", name]))
        output.answer(answer) { _ in "removed gateway \(name)" }
    }
}
