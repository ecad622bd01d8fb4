import ArgumentParser
import DurableFiles
import TransparencyLog
import Verification

/// `muster verify`: a whole log, recomputed from its bytes.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a whole log: recompute everything from raw bytes.",
        discussion: """
            Every file of the log is read: entries, leaf hashes, tiles, the root, the signature, label counts and \
            sealed records. Where the operator's keys are at hand, records are opened and compared too. The first \
            fault is named by file and index. muster-verify does the same without keys.

            Without --vkey the key is taken from the log itself: that shows the log to be whole, not whose it is.

            EXAMPLES
              muster verify muster-data/logs/main
              muster verify muster-data/logs/main --vkey "$VKEY"
              muster verify https://muster.example.com/logs/main --token-file read.token
              muster verify https://10.0.0.7/logs/main --ca-file ca.pem --checkpoint old
              muster verify muster-data/logs/main --export june.csv
              muster verify muster-data/logs/main --report leavers.csv
            """)

    @Argument(help: "A log's folder, a data directory with one log, or the URL of a log.")
    var log: String

    @Option(help: ArgumentHelp("The log's verifier key, from a source you trust.", valueName: "key"))
    var vkey: String?

    @Option(help: ArgumentHelp("An older checkpoint that the log must be an extension of.", valueName: "file"))
    var checkpoint: String?

    @Option(
        help: ArgumentHelp(
            "Folder with the log's keys, to open records (default: DATA/keys/NAME beside DATA/logs/NAME).",
            valueName: "dir"))
    var keys: String?

    @Flag(help: "Open no records, even if the keys are there.")
    var withoutKeys = false

    @Flag(help: "The log is a plain one: entries are any bytes, only the tree over them is checked.")
    var plain = false

    @Option(
        help: ArgumentHelp(
            "Check an exported file against the log instead: its checkpoint, every row's leaf hash, and with keys what "
                + "the rows say.", valueName: "file"))
    var export: String?

    @Option(
        help: ArgumentHelp(
            "Check a report in JSON or CSV against the log instead: its checkpoint, and that the records it names are "
                + "covered. What its rows say is not checked.", valueName: "file"))
    var report: String?

    func validate() throws {
        for (name, file) in [("--export", export), ("--report", report)]
        where file != nil && (checkpoint != nil || plain) {
            throw ValidationError("\(name) goes with neither --checkpoint nor --plain.")
        }
        if export != nil && report != nil { throw ValidationError("Give --export or --report, not both.") }
    }

    @OptionGroup(title: "For a URL") var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let key = try vkey.map(VerifierKeyOption.read)
        let older = try checkpoint.map { OlderCheckpoint(name: $0, bytes: try SmallFile.read($0)) }
        let source = try source()
        if let export { return try await verify(export: export, source, key) }
        if let report { return try await verify(report: report, source, key) }
        let meter = VerificationMeter()
        let verifier = LogVerifier(
            source: source, key: key, older: older, opener: try opener(), isPlain: plain
        ) { meter.show($0) }
        let report = await verifier.verify()
        meter.end()
        if let source = source as? AuthoritySource { await source.close() }
        try tell(report.text, report.json, report.outcome)
    }

    /// Reads only those files of the log that the export's rows need.
    private func verify(export: String, _ source: any LogSource, _ key: VerifierKey?) async throws {
        let check = ExportCheck(name: export, source: source, key: key, opener: try opener())
        let report = try await check.check { try ExportPieces.open(export) }
        if let source = source as? AuthoritySource { await source.close() }
        try tell(report.text, report.json, report.outcome)
    }

    /// Reads only those files of the log that prove the report's checkpoint.
    private func verify(report: String, _ source: any LogSource, _ key: VerifierKey?) async throws {
        let check = ReportFileCheck(name: report, source: source, key: key)
        let findings = try await check.check(try SmallFile.read(report, limit: ReportFileCheck.longest))
        if let source = source as? AuthoritySource { await source.close() }
        try tell(findings.text, findings.json, findings.outcome)
    }

    private func tell(_ text: String, _ json: [UInt8], _ outcome: VerificationReport.Outcome) throws {
        Terminal.write(output.isJSON ? json : Array(text.utf8))
        if outcome != .verified {
            throw Failure(ExitStatus(rawValue: outcome.exitStatus) ?? .couldNotTell, "")
        }
    }

    private func source() throws -> any LogSource {
        let token = try connection.readToken()
        if let caFile = connection.caFile {
            guard log.hasPrefix("https://") else {
                throw Failure(.usage, "--ca-file is for a log behind https://, and \(log) is none")
            }
            try AuthorityFile.check(caFile)
            return AuthoritySource(log, token: token, caFile: caFile)
        }
        do throws(SourceError) {
            return try LogSources.open(log, token: token)
        } catch {
            throw Failure(ExitStatus(rawValue: error.exitStatus) ?? .couldNotTell, error.description)
        }
    }

    /// Whoever opens the records; keys that are named must be usable, those that merely stand there need not be.
    private func opener() throws(Failure) -> VaultOpener? {
        if withoutKeys || plain { return nil }
        if let keys { return try VaultOpener(keys: keys) }
        guard let found = VaultOpener.keys(besides: log) else { return nil }
        do throws(Failure) {
            return try VaultOpener(keys: found)
        } catch {
            Terminal.remark("note: records are not opened, for \(error.message)")
            return nil
        }
    }
}
