import Differences
import JSON
import Records
import SCIM

extension RequestedChanges {
    /// What an attempt on record asked for. What the record does not hold is not understood.
    ///
    /// - Parameter attempt: one of a write to a resource that was there; those to make one hold no values.
    init(attempt: Record) {
        self.init()
        guard let mark = GatewayMark(attempt), mark.method != "DELETE" else { return }
        let isPatch = mark.method == "PATCH"
        replacesAll = mark.method == "PUT"
        isUnreadable = mark.untold > 0 || mark.isUnreadable || attempt.changes.isEmpty
        var told = attempt.changes[...]
        while let change = told.popFirst() {
            let number = told.startIndex - 1
            let op = isPatch ? mark.operations.indices.contains(number) ? mark.operations[number] : nil : .replace
            guard let op else {
                isUnreadable = true
                continue
            }
            // Told for the record only: see `assign`.
            if !isPatch, mark.endpoint == "Users", change.path.isSameName(as: "groups") { continue }
            if mark.endpoint == "Groups", Self.namesMembers(change.path) {
                recall(op, change, following: &told)
            } else {
                recall(op, change)
            }
        }
    }

    private mutating func recall(_ op: Asked.Operation, _ change: Change) {
        if change.path.lowercased().hasSuffix("password") {
            assignsPassword = op != .remove && !(change.after?.isNull ?? true)
            return
        }
        let isWhole = !(change.after.map { Likeness.standsForAnother($0) } ?? false)
        var one = Asked(
            operation: op, place: isWhole ? AskedPlace(change.path, isName: true) : nil, value: change.after,
            change: change)
        one.isExact = op == .replace
        asked.append(one)
    }

    /// A replacement of all members is told by their number, and then, where they are not too many, by each of them.
    private mutating func recall(_ op: Asked.Operation, _ change: Change, following told: inout ArraySlice<Change>) {
        if case .compare(_, .eq, .string(let id))? = AskedPlace(change.path, isName: false)?.filter {
            return change.after == nil ? membership.remove([id]) : membership.add([id])
        }
        guard op != .add, change.path == "members" else { return membership.isUnclear = true }
        guard let count = change.after?.stringValue else { return membership.removeAll() }
        let each = told.prefix { $0.path.hasPrefix("members[") && $0.after != nil }
        guard count == "(\(each.count) members)" else { return membership.isUnclear = true }
        membership.removeAll()
    }
}
