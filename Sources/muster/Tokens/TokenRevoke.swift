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
        let answer = try await place.revoke(name)
        output.answer(answer) { _ in "revoked token \(name)" }
    }
}
