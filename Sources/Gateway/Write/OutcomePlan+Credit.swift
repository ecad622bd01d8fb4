import Differences
import JSON
import Records

/// What is told as a write's doing, what is not, and what of it has not come.
extension OutcomePlan {
    /// What differs in two parts: what is told as this write's doing, and what is not.
    func credited(
        _ drafts: [Draft], _ before: Observation, _ after: Observation, _ judged: Judgement
    ) -> (own: [Draft], others: [Draft]) {
        if isSuccess || isDone { return (drafts, []) }
        switch (before.resource, after.resource) {
        case (_, nil): return method == "DELETE" ? (drafts, []) : ([], drafts)
        case (nil, _): return method == "POST" || !judged.came.isEmpty ? (drafts, []) : ([], drafts)
        default: return method == "DELETE" ? ([], drafts) : judged.parted(drafts)
        }
    }

    var meanwhile: String {
        let word = status.map { "was answered \($0)" } ?? "had no answer"
        return "changed while a write passed that \(word): by that write beside what it asked for, or by somebody else"
    }

    var observedMark: GatewayMark {
        var mark = GatewayMark()
        mark.endpoint = kind?.endpoint ?? ""
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
        mark.mayCome = isOpenEnded && after.resource != nil && !differing.isEmpty
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
