import MusterServer
import TransparencyLog
import Verification

/// Verifies a whole log in a folder, as `muster verify` does.
enum CopyCheck {
    /// Checks everything that a log's files tell; with the folder of its `keys` its records are opened too.
    ///
    /// - Throws: `Failure` that names the first fault, or what could not be read, and the hints.
    static func verify(_ folder: String, _ log: BackupManifest.Log, keys: String?, hints: [String]) async throws {
        let meter = VerificationMeter()
        let verifier = LogVerifier(
            source: DirectorySource(path: folder), key: try VerifierKey(log.vkey),
            opener: try keys.map { try VaultOpener(keys: $0) }
        ) { meter.show($0) }
        let report = await verifier.verify()
        meter.end()
        guard report.outcome == .verified else {
            throw Failure(
                report.outcome == .failed ? .no : .couldNotTell, "\(folder): \(Terminal.harmless(report.summary))",
                hints: hints)
        }
        guard report.size == log.size, report.root == log.root else {
            throw Failure(.no, "\(folder) is not the log that \(BackupManifest.fileName) names", hints: hints)
        }
    }
}
