import Records
import TransparencyLog

/// One verification while it runs.
struct VerificationRun {
    let verifier: LogVerifier
    let reader: EdgeReader
    var report: VerificationReport
    var faults = FaultList()
    var warnings = FaultList()
    /// Sealed bundles that stand in a plain log.
    var unreadSealed = 0
    private var source: any LogSource { verifier.source }

    init(_ verifier: LogVerifier) {
        self.verifier = verifier
        reader = EdgeReader(verifier.source)
        report = VerificationReport(keySource: verifier.key == nil ? .log : .argument)
        report.isPlain = verifier.isPlain
        report.openedRecords = verifier.opener == nil ? nil : 0
    }

    mutating func verify() async -> VerificationReport {
        do throws(SourceError) {
            if let checkpoint = try await openCheckpoint() {
                let olderCheckpoint = openOlder(than: checkpoint)
                try await checkEntries(checkpoint, olderCheckpoint)
                try await checkPresentFiles(checkpoint)
                report.isComplete = true
            }
        } catch {
            switch error.code {
            case .missing, .tooLarge: faults.add(Fault("checkpoint", nil, error.description), order: 0)
            default: report.obstacle = report.obstacle ?? error.description
            }
        }
        report.faults = faults.faults
        report.faultCount = faults.count
        report.warnings = warnings.faults
        return report
    }

    /// The signed checkpoint; nil when there is none to verify the rest against.
    private mutating func openCheckpoint() async throws(SourceError) -> Checkpoint? {
        let note = try await source.read("checkpoint", limit: SignedNote.maximumLength)
        let unverified: Checkpoint
        do {
            unverified = try Checkpoint.unverified(note)
        } catch {
            faults.add(Fault("checkpoint", nil, error.description), order: 0)
            return nil
        }
        report.origin = unverified.origin
        report.size = unverified.size
        report.root = unverified.root
        guard let key = try await findKey(unverified) else { return nil }
        report.key = key
        do {
            return try Checkpoint.open(note, key: key, origin: unverified.origin)
        } catch {
            faults.add(Fault("checkpoint", nil, error.description), order: 0)
            return nil
        }
    }

    /// The key that was given, or the one that entry 0 names.
    private mutating func findKey(_ checkpoint: Checkpoint) async throws(SourceError) -> VerifierKey? {
        if let key = verifier.key { return key }
        guard !verifier.isPlain else {
            faults.add(Fault("checkpoint", nil, "a plain log names no key; give it with --vkey"), order: 0)
            return nil
        }
        guard let file = LogFile(.entries, 0, size: checkpoint.size) else {
            faults.add(Fault("checkpoint", nil, "an empty log names no key; give it with --vkey"), order: 0)
            return nil
        }
        do {
            let answer = try await reader.read(file)
            return readKey(answer)
        } catch  where error.code == .missing || error.code == .tooLarge {
            let reason = "\(error.description); without entry 0 there is no key, unless it is given with --vkey"
            faults.add(Fault(file.path, 0, reason), order: 0)
            return nil
        }
    }

    /// The key that the first entry of a bundle names; nil and a fault when it names none.
    private mutating func readKey(_ bundle: EdgeReader.Answer) -> VerifierKey? {
        do {
            let range = try EntryBundle.prefix(of: bundle.bytes, width: 1).ranges[0]
            guard let genesis = try Entry(parsing: Array(bundle.bytes[range])).genesis else {
                let reason = "entry 0 is not the genesis entry that names the key; give it with --vkey"
                faults.add(Fault(bundle.path, 0, reason), order: 0)
                return nil
            }
            return try VerifierKey(genesis.key)
        } catch {
            faults.add(Fault(bundle.path, 0, "entry 0 names no usable key: \(error); give it with --vkey"), order: 0)
            return nil
        }
    }
}
