import ArgumentParser
import Foundation
import TransparencyLog
import Verification

/// `muster-verify DIR|URL`: verifies a whole log.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract:
            "Verify a whole log: recompute everything from its raw bytes. (This is what runs without a subcommand.)",
        discussion: """
            EXAMPLES
              muster-verify ./muster-data
              muster-verify ./muster-data/logs/main --vkey log.example/audit+42dbfa5e+AddamAGC…
              muster-verify https://muster.example/logs/main --checkpoint last-year.checkpoint --json

            Without --vkey the key is taken from the log itself: that shows the log to be whole, not whose it is.
            """)

    @Argument(help: "A log's folder, a data directory with one log, or the URL of a log.")
    var log: String

    @Option(help: "The log's verifier key, from a source you trust: NAME+ID+BASE64.")
    var vkey: String?

    @Option(help: ArgumentHelp("An older checkpoint that the log must be an extension of.", valueName: "file"))
    var checkpoint: String?

    @Option(help: "A token with the scope read, sent to a server. Default: the environment's MUSTER_TOKEN.")
    var token: String?

    @Flag(help: "Print the report as one JSON object.")
    var json = false

    func run() async throws {
        let key = try vkey.map(Input.key)
        let older = try checkpoint.map { OlderCheckpoint(name: $0, bytes: try Input.bytes($0)) }
        let source: any LogSource
        do {
            let token = token ?? ProcessInfo.processInfo.environment["MUSTER_TOKEN"]
            source = try LogSources.open(log, token: token)
        } catch {
            throw Input.refusal(error.description, status: error.exitStatus)
        }
        let meter = ProgressMeter()
        let verifier = LogVerifier(source: source, key: key, older: older) { meter.show($0) }
        let report = await verifier.verify()
        meter.clear()
        Input.write(json ? report.json : Array(report.text.utf8))
        if report.outcome != .verified { throw ExitCode(report.outcome.exitStatus) }
    }
}
