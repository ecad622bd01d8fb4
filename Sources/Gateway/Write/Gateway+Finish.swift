import Differences
import JSON
import Logging
import Records

extension Gateway {
    /// What decides about the records of an outcome.
    func plan(
        _ kind: ResourceKind?, _ id: String?, _ attempt: UInt64, _ method: String, _ requested: RequestedChanges,
        _ request: String
    ) -> OutcomePlan {
        OutcomePlan(
            kind: kind, method: method, id: id, attempt: attempt, request: request, parties: parties, person: person,
            requested: requested, ignored: settings.ignored)
    }

    /// Puts an outcome on record.
    func finish(_ records: [PlannedRecord], _ acting: Acting) async throws {
        guard let last = records.last else { return }
        if records.contains(where: { !$0.mark.differing.isEmpty }) { counts.add(\.differing) }
        if records.contains(where: { $0.outcome == .observed && !$0.mark.isUnasked }) { counts.add(\.doubtful) }
        if records.contains(where: \.mark.isUnasked) { counts.add(\.unasked) }
        if last.mark.observed == "unknown" { counts.add(\.unknown) }
        _ = try await appendOrTellLess(records, acting)
    }
}
