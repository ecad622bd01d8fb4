import ArgumentParser
import MusterServer

/// `muster token revoke`.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a token: it stops working at once, for good.",
        discussion: """
            EXAMPLES
              muster token revoke hr-sync
              muster token revoke entra --log payroll
            """)

    @Argument(help: "The token's name.")
    var name: String

    @OptionGroup var place: TokenPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let request = ServerRequest("POST", ["v1", "tokens", name, "revoke"], query: place.query)
        let answer = try await place.administer(request) {
            try await $0.revokeToken(name, log: $1, by: .localOperator(request: "cli")).json(log: $1)
        }
        output.answer(answer) { _ in "revoked token \(name)" }
    }
}
