import DurableFiles
import Ledger
import Testing

/// One run of the same short script over a file system on which one call may go wrong.
struct FaultRun {
    /// What a fault did to the running log.
    enum Verdict: String, Sendable {
        /// The log did not open; the next start does.
        case refusesToOpen = "does not open"
        /// The log stopped and takes nothing until a restart.
        case stops
        /// One batch failed, nothing of it was kept, the log went on.
        case failsBatch = "fails one batch"
        /// A publication was repeated; nothing was answered with an error.
        case retries = "is retried"
        /// Nobody noticed.
        case goesOn = "is harmless"
    }

    let promises = Promises()
    private(set) var verdict = Verdict.goesOn
    /// Calls until everything was answered.
    private(set) var calls = 0
    private(set) var callsOfOpening: [FaultyCall: Int] = [:]

    /// The script: publications over a tile boundary, larger tables, two new segments, one that is larger than the
    /// others, and an answer that waits for nothing but the disk.
    static let script: [(entries: [NumberedEntry], acknowledge: Acknowledgement)] = [
        ([NumberedEntry(number: 100_000)], .published),
        ([NumberedEntry(number: 100_001)], .published),
        ([NumberedEntry(number: 100_002, newLabels: 3)], .published),
        ([NumberedEntry(number: 100_003, newLabels: 60), NumberedEntry(number: 100_004, newLabels: 90)], .published),
        ([NumberedEntry(number: 100_005, padding: 25_000)], .published),
        ([NumberedEntry(number: 100_006, padding: 26_000)], .published),
        ([NumberedEntry(number: 100_007, padding: 40_000)], .published),
        ([NumberedEntry(number: 100_008)], .durable),
    ]

    /// Runs the script to its end, or until the log takes nothing more.
    mutating func run(
        _ log: SimulatedLog, on files: FaultyFiles, steps: Int = script.count, callsWithoutFault: Int? = nil
    ) async {
        let ledger: Ledger
        do throws(LedgerError) { ledger = try log.open(on: files) } catch {
            if case .refused(let refusal) = error { Issue.record("a fault is no refusal: \(refusal)") }
            verdict = .refusesToOpen
            return
        }
        callsOfOpening = files.counts
        var hasFailed = false
        var isStopped = false
        for (entries, acknowledge) in Self.script.prefix(steps) {
            if let error = await promises.append(entries, to: ledger, acknowledge) {
                hasFailed = true
                if case .stopped = error { isStopped = true }
            }
            promises.show(ledger)
        }
        if let last = promises.made.acknowledged.values.max() { try? await ledger.waitPublished(last) }
        promises.show(ledger)
        calls = files.total
        isStopped = isStopped || ledger.failure != nil
        await ledger.close()
        if isStopped {
            verdict = .stops
        } else if hasFailed {
            verdict = .failsBatch
        } else if let callsWithoutFault, calls > callsWithoutFault {
            verdict = .retries
        }
    }
}
