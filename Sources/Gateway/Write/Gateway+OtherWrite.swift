import Differences
import JSON
import Recorder
import Records

extension Gateway {
    /// A write whose object nobody knows: asked and answered are on record, what it changed is not known.
    func other(_ request: GatewayRequest) async -> GatewayAnswer {
        var mark = GatewayMark()
        let requested = RequestedChanges(request.method, nil, json(request))
        mark.describe(requested, request.method, isNamed: false)
        mark.target = Self.target(request.path, request.query)
        let acting = acting(request)
        let subject = parties.request(request.caller.request)
        let action = Action(rawValue: "x.gateway.write") ?? .userUpdate
        let attempt = PlannedRecord(
            Draft(
                action, subject: subject, changes: requested.names, reason: "\(request.method) of another form"),
            .attempted, mark)
        let index: UInt64
        do { index = try await open([attempt], acting)[0] } catch { return unrecorded(error) }
        defer { done([index]) }
        var closing = attempt
        closing.mark.method = nil
        closing.draft.changes = []
        closing.mark.attempt = index
        closing.mark.closes = true
        closing.mark.observed = "unknown"
        let answer: GatewayAnswer
        do throws(UpstreamFailure) {
            let whole = try await pass(forwarded(request))
            closing.mark.status = whole.status
            closing.outcome = OutcomePlan.outcome(of: whole.status)
            closing.draft.reason =
                ["what it changed is unknown: no resource is named", whole.unread].compactMap { $0 }.joined(
                    separator: "; ")
            answer = self.answer(whole, request)
        } catch {
            counts.add(\.failures)
            closing.outcome = .failed
            closing.draft.reason = error.description
            if !error.mayHaveArrived { closing.mark.observed = "nothing" }
            answer = Self.refusal(error)
        }
        if closing.mark.observed == "unknown" { counts.add(\.unknown) }
        do { _ = try await log.append([closing.record(acting, source: settings.namespace)]) } catch {
            return leftOpen(error)
        }
        return answer
    }

    /// A path, and the names of the parameters behind it: their values may be somebody's, and nobody has a key here that
    /// could be destroyed.
    static func target(_ path: String, _ query: String?) -> String {
        let names = (query ?? "").split(separator: "&").prefix(20).map { $0.prefix { $0 != "=" } + "=…" }
        let text = Secrets.withheld(path + (names.isEmpty ? "" : "?" + names.joined(separator: "&")))
        return text.utf8.count <= 1_000 ? text : String(text.prefix(200)) + "…"
    }
}
