import JSON
import Ledger
import Recorder
import Records
import TransparencyLog

/// Appends the records of one request for one caller, and says what became of each.
struct EventWriter: Sendable {
    let visit: Visit
    var acknowledge: Acknowledgement
    let metrics: MetricsRegistry

    /// One transaction: what is ready is appended in order, what was refused is recorded as refused.
    func write(_ items: [EventItem]) async throws -> [EventResult] {
        let submissions = items.compactMap { item -> Submission? in
            if case .ready(let submission) = item { submission } else { nil }
        }
        var appended = try await append(submissions).makeIterator()
        var results: [EventResult] = []
        results.reserveCapacity(items.count)
        for item in items {
            switch item {
            case .ready:
                guard let next = appended.next() else { throw RecorderError.stopped("an answer is missing") }
                results.append(.appended(next, receipt: try receipt(next)))
            case .refused(let problem, let record):
                await refuse(problem, record)
                results.append(.refused(problem))
            }
        }
        count(results)
        return results
    }

    /// Records that something of this request was refused.
    func refuse(_ problem: Problem, _ record: Record?) async {
        let field = problem.field.map { "\($0): " } ?? ""
        await visit.recordRefusal(record, reason: "\(field)\(problem.code)")
    }

    private func append(_ submissions: [Submission]) async throws -> [Sequenced] {
        guard !submissions.isEmpty else { return [] }
        return try await visit.log.recorder.append(submissions, acknowledge: acknowledge)
    }

    private func receipt(_ appended: Sequenced) throws -> String? {
        guard acknowledge == .published else { return nil }
        if case .conflict = appended { return nil }
        return String(decoding: try visit.log.recorder.receipt(index: appended.index)?.bytes ?? [], as: UTF8.self)
    }

    private func count(_ results: [EventResult]) {
        var (recorded, others) = (0, [String: Int]())
        for result in results {
            if case .appended(.recorded, _) = result { recorded += 1 } else { others[result.status, default: 0] += 1 }
        }
        if recorded > 0 { others["recorded"] = recorded }
        for (status, count) in others {
            metrics.series("muster_events_total", [("log", visit.log.name), ("result", status)]) { CounterSeries() }
                .increment(by: Double(count))
        }
    }
}
