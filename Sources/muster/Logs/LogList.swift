import ArgumentParser
import JSON

/// `muster log list`.
struct LogList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the logs, with their sizes.",
        discussion: """
            EXAMPLES
              muster log list
              muster log list --data /var/lib/muster --json
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer: JSONValue
        if server.isServerNamed && data.data == nil {
            answer = try await server.client().json(ServerRequest("GET", ["v1", "logs"]))
        } else {
            try data.requireData()
            answer = ["logs": .array(try PublicLog.all(data: data.path).map(\.json))]
        }
        output.answer(answer) { LogText.table($0["logs"]?.arrayValue ?? []) }
    }
}
