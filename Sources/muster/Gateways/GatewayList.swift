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
                .init(title: "GATEWAY"), .init(title: "UPSTREAM"), .init(title: "CREDENTIALS"),
                .init(title: "FOUND AT"),
                .init(title: "BULK"), .init(title: "TIMEOUTS"), .init(title: "LOG"),
                .init(title: "FROM"), .init(title: "OPEN"),
            ])
            for gateway in answer["gateways"]?.arrayValue ?? [] {
                table.add([
                    gateway["name"]?.stringValue ?? "?", gateway["upstream"]?.stringValue ?? "",
                    gateway["credentials"]?.objectValue?.names.first
                        ?? (gateway["upstream"] == nil ? "" : "the client's"),
                    gateway["upstream"] == nil ? "" : Self.places(gateway),
                    gateway["upstream"] == nil ? "" : gateway["bulk"]?.stringValue ?? "forward",
                    gateway["upstream"] == nil ? "" : Self.timeouts(gateway), gateway["log"]?.stringValue ?? "main",
                    gateway["source"]?.stringValue ?? "",
                    gateway["open"]?.text ?? "",
                ])
            }
            let faults = (answer["gateways"]?.arrayValue ?? []).flatMap { gateway in
                let name = gateway["name"]?.stringValue ?? "?"
                let fault = gateway["fault"]?.stringValue.map { "\(name) cannot be used: \($0)" }
                let warnings = gateway["warnings"]?.arrayValue ?? []
                return (fault.map { [$0] } ?? []) + warnings.map { "\(name): \($0.stringValue ?? "")" }
            }
            return ([table.text] + faults.map(Terminal.harmless)).joined(separator: "\n")
        }
    }

    /// Beside `/gateway/NAME`.
    private static func places(_ gateway: JSONValue) -> String {
        [gateway["host"], gateway["path"]].compactMap { $0?.stringValue }.joined(separator: " ")
    }

    /// For a connection, and for an answer.
    private static func timeouts(_ gateway: JSONValue) -> String {
        let times = gateway["timeouts"]
        return "\(times?["connect"]?.intValue ?? 5) s, \(times?["answer"]?.intValue ?? 30) s"
    }
}

/// `muster gateway remove`.
struct GatewayRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove a gateway that was added.",
        discussion: """
            It takes no more writes, those under way end, and then it is gone; its records stay. While attempts are open it is
            not removed, unless --force says so: they stay open then, until it is added again.

            EXAMPLES
              muster gateway remove crm
              muster gateway remove crm --force
            """)

    @Argument(help: "The gateway's name.") var name: String
    @Flag(help: "Remove it even with attempts open.") var force = false
    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let query = force ? [("force", "true")] : []
        let answer = try await place.ask(ServerRequest("DELETE", ["v1", "gateways", name], query: query))
        output.answer(answer) { _ in "removed gateway \(name)" }
    }
}
