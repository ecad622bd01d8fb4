import Differences
import JSON
import Logging
import Records

extension Gateway {
    /// What decides about the records of an outcome.
    func plan(
        _ kind: ResourceKind, _ id: String?, _ attempt: UInt64, _ method: String, _ requested: RequestedChanges,
        _ request: String
    ) -> OutcomePlan {
        OutcomePlan(
            kind: kind, method: method, id: id, attempt: attempt, request: request, parties: parties, person: person,
            requested: requested)
    }

    /// Puts an outcome on record. Whoever is deleted is in no group any more, which is said of those known.
    func finish(_ records: [PlannedRecord], _ acting: Acting) async throws {
        guard let last = records.last else { return }
        if records.contains(where: { !$0.mark.differing.isEmpty }) { counts.add(\.differing) }
        if last.mark.observed == "unknown" { counts.add(\.unknown) }
        var all = records
        if let kind = ResourceKind(endpoint: last.mark.endpoint), kind.isUser,
            last.draft.action == kind.difference.deleteAction, last.mark.observed == "changed"
        {
            all.insert(contentsOf: try lost(last.draft.subject, last.mark), at: 0)
        }
        _ = try await appendOrTellLess(all, acting)
    }

    private func lost(_ subject: Party, _ mark: GatewayMark) throws -> [PlannedRecord] {
        var mark = mark
        mark.closes = false
        mark.observed = nil
        return try log.store.groups(settings.name, of: subject.id).map { id in
            let known = try log.store.resource(settings.name, .groups, id)
            let steps = StateSteps(kind: .groups, id: id, parties: parties, person: { _ in subject })
            var draft = steps.draft(
                subject.id, JSONObject(), nil, parties.party(.groups, id, known?.state))
            draft.reason = "the account was deleted"
            return PlannedRecord(draft, .observed, mark)
        }
    }

    /// When neither an answer nor the state could be had: the attempt stays open until the state can be seen.
    func leftOpenUnseen(_ failure: UpstreamFailure?) -> GatewayAnswer {
        logger.warning(
            "what became of a write is not known yet: its attempt stays open",
            metadata: ["reason": "\(failure?.description ?? "no answer")"])
        return GatewayAnswer(
            504, "The upstream service gave no answer, and its state cannot be read. Ask for the resource before you try "
                + "again.", retryAfter: 10)
    }
}
