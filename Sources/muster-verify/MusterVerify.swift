import ArgumentParser
import Foundation
import Verification

/// The auditor's program: verifies logs and receipts without any key of the operator.
struct MusterVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-verify",
        abstract: "Verify a Muster log, or a receipt, without trusting its operator.",
        discussion: """
            EXAMPLES
              muster-verify ./muster-data --vkey log.example/audit+42dbfa5e+Add…
              muster-verify ./muster-data/logs/main --checkpoint old.checkpoint
              muster-verify https://muster.example/logs/main --json
              muster-verify receipt 17.tlog-proof --vkey "$VKEY" --entry 17.entry

            EXIT STATUS
              0  verified
              1  failed (a missing or malformed file included)
              2  wrong usage
              3  could not tell (no permission, no connection)
            """,
        version: ProgramVersion.text,
        subcommands: [LogCommand.self, ReceiptCommand.self],
        defaultSubcommand: LogCommand.self)
}

@main
enum Program {
    static func main() async {
        do {
            var command = try MusterVerify.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            leave(error)
        }
    }

    /// Writes what an error has to say and ends with the status of the project's programs.
    private static func leave(_ error: any Error) -> Never {
        let code = MusterVerify.exitCode(for: error)
        let message = MusterVerify.fullMessage(for: error)
        if !message.isEmpty {
            let output = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
            output.write(Data((message + "\n").utf8))
        }
        exit(code == .validationFailure ? 2 : code.rawValue)
    }
}
