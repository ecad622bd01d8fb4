import ArgumentParser
import Foundation
import TransparencyLog
import Verification

/// `muster-verify DIR|URL`: verifies a whole log.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract:
            "Verify a whole log from its raw bytes.",
        discussion: """
            EXAMPLES
              muster-verify ./muster-data
              muster-verify ./muster-data/logs/main --vkey "$VKEY"
              muster-verify https://muster.example/logs/main --checkpoint old.checkpoint

            A server's certificate is checked with the authorities that the system trusts.
            On Debian a private one is added by copying its PEM file to
            /usr/local/share/ca-certificates/NAME.crt and running update-ca-certificates;
            muster verify takes it with --ca-file.

            Without --vkey the key is taken from the log itself: that shows the log to
            be whole, not whose it is.
            """)

    @Argument(help: "A log's folder, a data directory with one log, or the URL of a log.")
    var log: String

    @Option(help: "The log's verifier key, from a source you trust: NAME+ID+BASE64.")
    var vkey: String?

    @Option(help: ArgumentHelp("An older checkpoint that the log must be an extension of.", valueName: "file"))
    var checkpoint: String?

    @Option(help: "A token with the scope read, sent to a server. Default: the environment's MUSTER_TOKEN.")
    var token: String?

    @Option(help: ArgumentHelp("File that holds such a token.", valueName: "file"))
    var tokenFile: String?

    @Flag(help: "The log is a plain one: entries are any bytes, only the tree over them is checked.")
    var plain = false

    @Flag(help: "Print the report as one JSON object.")
    var json = false

    func validate() throws {
        if token != nil && tokenFile != nil { throw ValidationError("Give --token or --token-file, not both.") }
    }

    func run() async throws {
        let key = try vkey.map(Input.key)
        let token = try tokenFile.map(Input.token) ?? token ?? ProcessInfo.processInfo.environment["MUSTER_TOKEN"]
        let older = try checkpoint.map { OlderCheckpoint(name: $0, bytes: try Input.bytes($0)) }
        let report = try await report(key, older, token)
        Input.write(json ? report.json : Array(report.text.utf8))
        if report.outcome != .verified { throw ExitCode(report.outcome.exitStatus) }
    }

    private func report(
        _ key: VerifierKey?, _ older: OlderCheckpoint?, _ token: String?
    ) async throws -> VerificationReport {
        do throws(SourceError) {
            let source = try LogSources.open(log, token: token)
            let meter = ProgressMeter()
            defer { meter.clear() }
            return await LogVerifier(source: source, key: key, older: older, isPlain: plain) { meter.show($0) }.verify()
        } catch {
            guard error.code != .usage else { throw ValidationError(error.description) }
            return VerificationReport(log: log, error)
        }
    }
}
