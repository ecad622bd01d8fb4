import Differences
import JSON
import Records
import SCIM

/// Whether what changed with a write is what it asked for; with one of a bulk request, what any operation on the same resource
/// asked for.
///
/// What it asked for in a form that cannot be read counts as asked for: nobody can say that it was not.
struct AskedFor: Sendable {
    private let requests: [RequestedChanges]
    private let isDeletion: Bool
    private let asked: [Asked]
    /// Where what is in a list was asked for by its name, letter case aside.
    private let called: [Set<String>]
    private let members: [String: Bool]
    private let namesPassword: Bool

    init(_ requests: [RequestedChanges], isDeletion: Bool) {
        self.requests = requests
        self.isDeletion = isDeletion
        asked = requests.flatMap(\.asked)
        namesPassword = requests.contains { $0.assignsPassword || $0.changes.contains { Self.isPassword($0.path) } }
        called = asked.map { Self.names($0.value) }
        members = requests.reduce(into: [:]) { folded, one in
            for (id, isWanted) in one.membership.wanted { folded[id.caseFolded] = isWanted }
        }
    }

    /// Whether all of it could be read.
    private var isReadable: Bool { !requests.contains(where: \.isUnreadable) && asked.allSatisfy { $0.place != nil } }

    /// The records of what differs in two parts: what was asked for, and what was not.
    func parted(_ drafts: [Draft]) -> (own: [Draft], others: [Draft]) {
        guard isReadable else { return (drafts, []) }
        var (own, others): ([Draft], [Draft]) = ([], [])
        for draft in drafts {
            var (mine, rest) = (draft, draft)
            mine.changes = draft.changes.filter { covers($0, of: draft) }
            rest.changes = draft.changes.filter { !covers($0, of: draft) }
            if !mine.changes.isEmpty || draft.changes.isEmpty { own.append(mine) }
            if !rest.changes.isEmpty { others.append(rest) }
        }
        return (own, others)
    }

    /// Attributes of a new account that say who it is, what it may do and how it is reached: a service may fill in
    /// others as it likes.
    private static let weighty = ["roles", "entitlements", "active", "username", "emails", "phonenumbers"]

    /// A new resource without what nobody asked for and carries weight; what else a service fills in is its affair.
    func plain(_ state: JSONObject) -> JSONObject {
        guard isReadable else { return state }
        var plain = state
        for (name, value) in state.members where Self.weighty.contains(name.caseFolded) {
            guard let elements = value.arrayValue else {
                let isDefault = value == true || name.isSameName(as: "userName")
                let isNamed = asked.contains { $0.place?.attribute == name.caseFolded }
                if isNamed || !isDefault, !covers(Change(path: name, after: value)) { plain[name] = nil }
                continue
            }
            let kept = elements.filter { isElement($0, of: name) }
            plain[name] = kept.isEmpty ? nil : .array(kept)
        }
        return plain
    }

    private func isElement(_ element: JSONValue, of name: String) -> Bool {
        asked.indices.contains { number in
            asked[number].place?.attribute == name.caseFolded
                && covers(number, Change(path: name, after: element), isElement: true)
        }
            || element["value"]?.stringValue.map { value in
                // A service that makes an address of the name.
                asked.contains { $0.value?.stringValue?.caseFolded == value.caseFolded }
            } ?? false
    }

    /// Whether a change of a draft is of what was asked for.
    private func covers(_ change: Change, of draft: Draft) -> Bool {
        guard change.path.hasPrefix("members["), draft.resources.count == 1 else {
            let isGrant = [.roleAssign, .roleRevoke, .permissionGrant, .permissionRevoke].contains(draft.action)
            return covers(change, isElement: isGrant)
        }
        let isLoss = change.after == nil
        if isDeletion { return isLoss }
        return requests.contains { one in
            one.membership.isUnclear || one.membership.areLeftOut && isLoss
                || (members[draft.subject.id.caseFolded] ?? (one.membership.isWhole ? false : nil)) == !isLoss
        }
    }

    private func covers(_ change: Change, isElement: Bool = false) -> Bool {
        // Services that are asked to delete somebody disable them.
        if isDeletion { return change.path == "active" && change.after == false }
        if namesPassword, Self.isPassword(change.path) { return true }
        let isElement = isElement || change.path.utf8.last == UInt8(ascii: "]")
        let covering = asked.indices.filter { Judgement.covers(asked[$0], change) }
        // A replacement takes away what it leaves out (RFC 7644 section 3.5.1).
        if covering.isEmpty { return change.after == nil && requests.contains(where: \.replacesAll) }
        return covering.contains { covers($0, change, isElement: isElement) }
    }

    private func covers(_ number: Int, _ change: Change, isElement: Bool) -> Bool {
        let one = asked[number]
        guard !one.isSecret, let place = one.place else { return true }
        guard isElement else { return isMeant(one, change) }
        if let filter = place.filter {
            if one.isRemoval, change.before == nil { return false }
            return [change.before, change.after].compactMap { $0 }.contains {
                ElementFilter.matches(filter, $0) != false
            } || isNamed(number, change.after)
        }
        guard place.sub == nil else { return true }
        let isNamed = isNamed(number, change.after ?? change.before)
        if change.after != nil { return one.operation != .remove && isNamed }
        switch one.operation {
        case .remove: return one.value.map { Asked.isNothing($0) } ?? true || isNamed
        case .replace: return !isNamed
        case .add: return false
        }
    }

    /// Of what an account is called and whether it is active, the contrary of what was asked for is none of it. Of other
    /// values what a service made of them is, and stands in `differing`.
    private func isMeant(_ one: Asked, _ change: Change) -> Bool {
        guard ["active", "username"].contains(change.path.caseFolded) else { return true }
        guard !one.isRemoval, let value = one.value else { return change.after.map(Asked.isNothing) ?? true }
        return Likeness.satisfies(change.after, value)
            || change.after?.stringValue.map { shown in
                value.stringValue.map { shown.caseFolded == Self.trimmed($0).caseFolded } ?? false
            } ?? false
    }

    /// A service should show none, and one that does shows that there is one; its value is in no state.
    private static func isPassword(_ path: String) -> Bool {
        let path = path.lowercased()
        // A name that no attribute can have stands in `$["…"]`.
        return path.hasSuffix("password") || path.hasSuffix("password\"]")
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private func isNamed(_ number: Int, _ element: JSONValue?) -> Bool {
        guard let element else { return false }
        // What has no name cannot be told from another.
        let own = Self.names(element)
        return own.isEmpty || called[number].isEmpty && asked[number].value != nil && !asked[number].isRemoval
            || !own.isDisjoint(with: called[number])
    }

    /// What elements are called: `value`, else `display`. Entra puts a whole JSON object into `value`.
    static func names(_ value: JSONValue?) -> Set<String> {
        var names: Set<String> = []
        for element in value?.arrayValue ?? value.map({ [$0] }) ?? [] {
            guard let name = element.stringValue ?? element["value"]?.stringValue ?? element["display"]?.stringValue
            else { continue }
            names.insert(name.caseFolded)
            guard name.utf8.first == UInt8(ascii: "{"), let inner = (try? JSONValue(parsing: name))?.objectValue
            else { continue }
            names.formUnion(inner.members.compactMap { $0.value.stringValue?.caseFolded })
        }
        return names
    }
}
