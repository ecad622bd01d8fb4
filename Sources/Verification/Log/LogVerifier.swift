import Records
package import TransparencyLog

/// Verifies a whole log from its raw bytes: signature, entries, every tile, root, labels, time, sealed records.
///
/// Entries are read bundle by bundle, a few at a time, so memory does not grow with the log but for the label counts:
/// some 60 bytes for each different label.
/// A server may go on publishing meanwhile: the checkpoint that was read first is the one that is verified.
package struct LogVerifier: Sendable {
    /// Called now and then with the progress, from one task.
    package typealias ProgressHandler = @Sendable (VerificationProgress) -> Void

    let source: any LogSource
    let key: VerifierKey?
    let older: OlderCheckpoint?
    let opener: (any RecordOpener)?
    let isPlain: Bool
    let progress: ProgressHandler?

    /// A verification to be run.
    ///
    /// - Parameters:
    ///   - source: Where the files are.
    ///   - key: The log's key from a source that the caller trusts; nil to take the one that entry 0 names.
    ///   - older: A checkpoint that the log must be an extension of.
    ///   - opener: Opens and compares records when there are keys.
    ///   - isPlain: Whether the log is a plain one: entries are any bytes, and only the tree over them is checked.
    ///   - progress: Told how far it has come.
    package init(
        source: any LogSource, key: VerifierKey? = nil, older: OlderCheckpoint? = nil,
        opener: (any RecordOpener)? = nil, isPlain: Bool = false, progress: ProgressHandler? = nil
    ) {
        self.source = source
        self.key = key
        self.older = older
        self.opener = opener
        self.isPlain = isPlain
        self.progress = progress
    }

    /// Runs all checks.
    package func verify() async -> VerificationReport {
        var run = VerificationRun(self)
        return await run.verify()
    }
}
