import ArgumentParser
import JSON
import MusterServer

/// `muster log create`.
struct LogCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a log with its keys.",
        discussion: """
            The origin names the log wherever its checkpoints go, and is part of everything it signs: choose a name \
            under a domain of yours. It can never be changed.

            EXAMPLES
              muster log create payroll --origin audit.example.com/payroll
              muster log create payroll --origin audit.example.com/payroll \\
                --server https://muster.example.com --token-file admin.token
            """)

    @Argument(help: "Lower-case letters, digits and dashes.")
    var name: String

    @Option(help: "The log's name in the world, such as audit.example.com/payroll.")
    var origin: String

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let wanted: JSONValue = ["name": .string(name), "origin": .string(origin)]
        let request = ServerRequest("POST", ["v1", "logs"], json: wanted)
        let made =
            if server.isServerNamed && data.data == nil {
                try await server.client().json(request)
            } else {
                try await data.administer {
                    try await $0.json(request)
                } alone: { administration in
                    try await administration.createLog(name, origin: origin, by: .localOperator(request: "cli")).json
                }
            }
        output.answer(made) { LogText.created($0) }
    }
}
