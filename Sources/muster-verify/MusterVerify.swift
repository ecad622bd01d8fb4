import ArgumentParser

/// The auditor's program: verifies logs and receipts without any key of the operator.
@main
struct MusterVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-verify",
        abstract: "Verify a Muster log, or a receipt, without trusting its operator.",
        discussion: """
            EXAMPLES
              muster-verify ./muster-data --vkey log.example/audit+42dbfa5e+AddamAGC…
              muster-verify ./muster-data/logs/main --checkpoint last-year.checkpoint
              muster-verify https://muster.example/logs/main --token "$TOKEN" --json
              muster-verify receipt entry-17.tlog-proof --vkey log.example/audit+… --entry entry-17

            Exit status: 0 verified, 1 failed (a missing or malformed file included), 2 wrong usage,
            3 could not tell (no permission, no connection).
            """,
        subcommands: [LogCommand.self, ReceiptCommand.self],
        defaultSubcommand: LogCommand.self)
}
