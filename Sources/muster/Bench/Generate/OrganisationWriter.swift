import JSON
import Ledger
import Recorder
import Records
import Simulation

/// Writes an organisation's history into a log: some transactions together under one time, in order, while the next
/// ones are being made and sealed on all cores.
struct OrganisationWriter {
    private(set) var organisation: Organisation
    private let recorder: Recorder
    private let clock: SimulatedClock
    /// What has happened and is in no batch yet.
    private var waiting: Happening?

    /// Records from which on a batch is full, and the time that one spans at most, in milliseconds.
    private static let full = 500
    private static let span: Int64 = 1_800_000
    /// Batches that are being sealed or wait to be written.
    private static let ahead = 8

    init(_ plan: OrganisationPlan, recorder: Recorder, clock: SimulatedClock) {
        organisation = Organisation(plan)
        self.recorder = recorder
        self.clock = clock
    }

    private struct Batch: Sendable {
        /// That of its last record.
        let time: Timestamp
        let submissions: [Submission]
    }

    private struct SealedBatch: Sendable {
        let time: Timestamp
        let entries: [PendingEntry]
    }

    /// Writes everything, at an even rate of records a second or as fast as can be; answers how long each write took.
    /// `onWritten` is told after each, with the time from when it was due until it was durable.
    mutating func write(
        rate: Double? = nil, onWritten: @Sendable (_ late: Duration) -> Void = { _ in }
    ) async throws -> Latencies {
        let begin = ContinuousClock.now
        var progress = Progress()
        defer { progress.end() }
        var latencies = Latencies()
        let (recorder, plan) = (self.recorder, organisation.plan)
        try await withThrowingTaskGroup(of: (Int, SealedBatch).self) { group in
            var sealed: [Int: SealedBatch] = [:]
            var (begun, written, records) = (0, 0, 0)
            while true {
                while begun - written < Self.ahead, let batch = nextBatch() {
                    group.addTask { [number = begun] in
                        (number, SealedBatch(time: batch.time, entries: try recorder.sealed(batch.submissions)))
                    }
                    begun += 1
                }
                guard let (number, batch) = try await group.next() else { break }
                sealed[number] = batch
                while let batch = sealed.removeValue(forKey: written) {
                    let due = rate.map { begin + .seconds(Double(records) / $0) } ?? ContinuousClock.now
                    try await Task.sleep(until: due, clock: .continuous)
                    let start = ContinuousClock.now
                    clock.set(batch.time)
                    _ = try await recorder.ledger.append(batch.entries)
                    latencies.append((ContinuousClock.now - start) / .seconds(1))
                    onWritten(ContinuousClock.now - due)
                    written += 1
                    records += batch.entries.count
                    let pace = progress.rate(records)
                    progress.show("\(records) of \(plan.records) records, \(batch.time.rfc3339.prefix(10))\(pace)")
                }
            }
            try await recorder.waitPublished(index: recorder.committedSize() - 1)
        }
        return latencies
    }

    private mutating func nextBatch() -> Batch? {
        guard let first = waiting ?? organisation.next() else { return nil }
        waiting = nil
        var (time, submissions) = (first.time, first.records.map { Submission(record: $0) })
        while submissions.count < Self.full, let next = organisation.next() {
            guard next.time.milliseconds - first.time.milliseconds <= Self.span else {
                waiting = next
                break
            }
            time = next.time
            submissions += next.records.map { Submission(record: $0) }
        }
        return Batch(time: time, submissions: submissions)
    }
}
