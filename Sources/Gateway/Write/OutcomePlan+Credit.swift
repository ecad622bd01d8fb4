import Differences
import JSON
import Records

/// What is told as a write's doing, what is not, and what of it has not come.
extension OutcomePlan {
    /// What differs in two parts: what is told as this write's doing, and what is not.
    func credited(
        _ steps: StateSteps, _ before: Observation, _ after: Observation, _ judged: Judgement
    ) -> (own: [Draft], others: [Draft]) {
        if isSuccess { return asked(steps, before.resource, after.resource) }
        let drafts = steps.drafts(from: before.resource, to: after.resource)
        switch (before.resource, after.resource) {
        case (_, nil): return method == "DELETE" ? (drafts, []) : ([], drafts)
        case (nil, _): return method == "POST" || !judged.came.isEmpty ? (drafts, []) : ([], drafts)
        default: return method == "DELETE" ? ([], drafts) : judged.parted(drafts)
        }
    }

    /// With a 2xx: what was asked for, and what was not. Of a new resource only what carries weight is looked at.
    private func asked(
        _ steps: StateSteps, _ before: ObservedResource?, _ after: ObservedResource?
    ) -> (own: [Draft], others: [Draft]) {
        guard let after else { return (steps.drafts(from: before, to: after), []) }
        let asked = AskedFor([requested] + beside, isDeletion: method == "DELETE")
        guard before == nil else { return asked.parted(steps.drafts(from: before, to: after)) }
        var plain = after
        plain.state = asked.plain(after.state)
        let drafts = steps.drafts(from: nil, to: plain)
        let members = asked.parted(drafts.filter { $0.changes.first?.path.hasPrefix("members[") ?? false })
        return (
            drafts.filter { !($0.changes.first?.path.hasPrefix("members[") ?? false) } + members.own,
            steps.drafts(from: plain, to: after) + members.others
        )
    }

    static let elsewhere = "what else changed meanwhile is on record as observed"

    var meanwhile: String {
        if isSuccess {
            return
                "seen with this write, which did not ask for it: by the service of its own accord, or by somebody else"
        }
        let word = status.map { "was answered \($0)" } ?? "had no answer"
        return "changed while a write passed that \(word): by that write beside what it asked for, or by somebody else"
    }

    var observedMark: GatewayMark {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
        mark.isUnasked = isSuccess
        if isSuccess { mark.attempt = attempt }
        mark.operation = isSuccess ? operation : nil
        return mark
    }

    /// What was asked for and is not so, and whether it may still come.
    func said(_ mark: GatewayMark, _ judged: Judgement, _ after: Observation) -> GatewayMark {
        var (mark, differing) = (mark, judged.differing)
        switch (after.resource, method) {
        case (let resource?, "DELETE"): differing = [("id", .null, .string(resource.id))]
        case (nil, "DELETE"): differing = []
        case (nil, _): differing = [("id", .string(id ?? ""), .null)]
        default: break
        }
        // What a service that says that it is done has written in its own way will not come again.
        let arrived = isSuccess ? judged.likened.count : 0
        mark.mayCome =
            awaits != nil
            || isOpenEnded && after.resource != nil && (differing.count > arrived || !judged.hidden.isEmpty)
        if mark.mayCome, isSuccess { mark.came = Array(judged.settled.prefix(100)) }
        guard isSuccess else { return mark }
        mark.differing = differing.prefix(100).map { ($0.path, Self.short($0.requested), Self.short($0.observed)) }
        mark.kept = judged.kept
        return mark
    }

    private static func short(_ value: JSONValue) -> JSONValue {
        let size = value.encodedSize
        return size <= 64 << 10 ? value : .string("(\(size) bytes)")
    }
}
