import ArgumentParser
import Verification

/// The command line.
@main struct Muster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "The tamper-evident record of who was given access to what.",
        discussion: """
            Commands that ask a server take --server and --token-file (or MUSTER_SERVER and MUSTER_TOKEN); commands \
            that work on a data directory take --data.

            Exit status: 0 yes or done; 1 the answer is no, or something failed; 2 wrong usage; 3 could not tell \
            (no connection, no permission).

            EXAMPLES
              muster serve
              muster history bjensen --token-file muster-data/bootstrap-token
              muster verify muster-data/logs/main
            """,
        version: ProgramVersion.text,
        subcommands: [
            Serve.self, LogCommand.self, TokenCommand.self, GatewayCommand.self, Append.self, QueryCommand.self,
            History.self, AccessCommand.self, ImpactCommand.self, ReportCommand.self,
            ReceiptCommand.self, Verify.self, BackupCommand.self, RestoreCommand.self, TlogCommand.self, Bench.self,
        ])

    static func main() async {
        await Program.run { try parseAsRoot() }
    }
}
