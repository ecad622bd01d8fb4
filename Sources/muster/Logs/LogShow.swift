import ArgumentParser
import JSON

/// `muster log show`.
struct LogShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a log: origin, verifier key, directory, size and root.",
        discussion: """
            The verifier key is what an auditor needs: hand it over by another way than the log itself.

            EXAMPLES
              muster log show main
              muster log show main --json
            """)

    @Argument(help: "The log's name.")
    var name = "main"

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer: JSONValue
        if server.isServerNamed && data.data == nil {
            answer = try await server.client().json(ServerRequest("GET", ["v1", "logs", name]))
        } else {
            try data.requireData()
            answer = try PublicLog(name: name, data: data.path).json
        }
        output.answer(answer) { LogText.one($0) }
    }
}
