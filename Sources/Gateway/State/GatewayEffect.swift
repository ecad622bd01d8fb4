import Differences
import JSON
import Recorder
import Records

/// What one record does to the state of a gateway.
enum GatewayEffect: Sendable {
    struct Left: Sendable {
        /// Whether the changes make the state, rather than change it.
        var isWhole: Bool
        var changes: [Change]
        var hasAllMembers: Bool
        /// Of the record.
        var index: UInt64
        /// Up to which entry of the log nothing is in doubt: not so the record that says that something may still come.
        var looked: UInt64
        /// What it is called, where it was not there before.
        var labels: [Label]
    }

    case opened(OpenAttempt)
    case closed(UInt64)
    /// How a resource was left.
    case left(gateway: String, ResourceKind, id: String, Left)
    case ended(gateway: String, ResourceKind, id: String, index: UInt64)
    /// What a write did could not be seen; without an endpoint, it may have been anything. With an attempt, nothing but what
    /// that asked for.
    case doubted(gateway: String, endpoint: String, id: String, index: UInt64, attempt: UInt64?)
    /// A resource that an attempt asked for was not seen, and may still come.
    case awaited(gateway: String, endpoint: String, Label, attempt: UInt64)
    /// What a group says about a member from now on; nil for one that left.
    case membership(gateway: String, group: String, member: String, detail: JSONObject?)

    /// Before which address the gateway stands from now on.
    case stands(gateway: String, upstream: String)

    /// The effects of a committed record.
    ///
    /// - Parameters:
    ///   - entry: the record.
    ///   - names: knows names again.
    /// - Returns: none for what is not a gateway's.
    static func of(_ entry: CommittedRecord, _ names: AwaitedNames) -> [GatewayEffect] {
        guard let record = entry.record, entry.unreadable.isEmpty, let mark = GatewayMark(record) else { return [] }
        let gateway = String((record.source ?? "").dropFirst(GatewaySettings.namespacePrefix.count))
        if record.outcome == .attempted {
            let isKnown = record.subject.type != "request"
            return [
                .opened(
                    OpenAttempt(
                        index: entry.index, gateway: gateway, endpoint: mark.endpoint,
                        id: isKnown ? record.subject.id : nil, method: mark.method ?? "",
                        time: entry.entry.time.milliseconds, transaction: record.transaction))
            ]
        }
        var effects: [GatewayEffect] = []
        if mark.closes, let attempt = mark.attempt { effects.append(.closed(attempt)) }
        let isUnseen = mark.observed == "unknown" && !mark.isSettled && record.action != .userPasswordReset
        // A service that knows no such address, or no such method there, has changed nobody.
        let isNowhere = mark.endpoint.isEmpty && [404, 405, 501].contains(mark.status)
        // The label of a request is no resource, whatever it is called.
        if mark.mayCome || isUnseen && !isNowhere, mark.endpoint.isEmpty || record.subject.type != "request" {
            effects.append(doubt(record, mark, gateway, entry.index))
        }
        if let label = mark.awaits, let attempt = mark.attempt {
            effects.append(.awaited(gateway: gateway, endpoint: mark.endpoint, label, attempt: attempt))
        }
        if let upstream = mark.upstream { effects.append(.stands(gateway: gateway, upstream: upstream)) }
        guard record.outcome == .success || record.outcome == .observed,
            record.action != .userPasswordReset, let kind = ResourceKind(endpoint: mark.endpoint)
        else { return effects }
        if let change = record.changes.first, change.path.hasPrefix("members["), record.resources.count == 1 {
            effects.append(
                .membership(
                    gateway: gateway, group: record.resources[0].id, member: record.subject.id,
                    detail: change.after?.objectValue))
        } else if record.subject.type == kind.partyType {
            if record.action == kind.difference.deleteAction {
                if !record.changes.isEmpty || mark.observed == "changed" {
                    effects.append(.ended(gateway: gateway, kind, id: record.subject.id, index: entry.index))
                }
                return effects
            }
            // A role that somebody held when they were first seen is not all of their state.
            let isFirst = mark.isFirst && record.action == kind.difference.updateAction
            if !record.stateChanges.isEmpty || isFirst || mark.hasAllMembers {
                let isWhole = record.action == kind.difference.createAction || isFirst
                effects.append(
                    .left(
                        gateway: gateway, kind, id: record.subject.id,
                        Left(
                            isWhole: isWhole, changes: record.stateChanges, hasAllMembers: mark.hasAllMembers,
                            index: entry.index, looked: mark.mayCome ? max(1, entry.index) - 1 : entry.index,
                            labels: isWhole
                                ? names.labels(
                                    gateway, kind.endpoint, id: record.subject.id,
                                    kind.difference.apply(record.stateChanges, to: JSONObject())) : [])))
            }
        }
        return effects
    }

    private static func doubt(_ record: Record, _ mark: GatewayMark, _ gateway: String, _ index: UInt64)
        -> GatewayEffect
    {
        // A membership's record is about a member; what is in doubt is the group.
        let isMembership = [.groupMemberAdd, .groupMemberRemove, .groupSubgroupAdd, .groupSubgroupRemove].contains(
            record.action)
        let about = isMembership ? record.resources.first ?? record.subject : record.subject
        guard !mark.endpoint.isEmpty else {
            return .doubted(gateway: gateway, endpoint: "", id: "", index: index, attempt: nil)
        }
        // Whose work it was may be unknown while how the resource was left is on record; nobody sees a password.
        let isSeen = mark.observed != "unknown" || mark.isSettled || record.action == .userPasswordReset
        // Of several operations of one bulk request on one resource the last alone tells what was seen.
        let isAlone = mark.mayCome && isSeen && mark.operation == nil
        return .doubted(
            gateway: gateway, endpoint: mark.endpoint, id: about.id, index: index, attempt: isAlone ? mark.attempt : nil
        )
    }
}
