import Differences
import JSON
import Records
import SCIM

/// What a write asks for, as far as it can be read: never the judge of anything, since what happened is seen.
struct RequestedChanges: Sendable {
    /// Path and value of everything asked for; a removal has no value. Without secrets.
    var changes: [Change] = []
    /// The members of a group that are named; `isWhole` when others may be touched too.
    var members = TouchedMembers()
    /// What a new resource can be found by: attribute and value.
    var natural: NaturalKey?
    /// Whether a password is assigned: the fact only.
    var assignsPassword = false

    struct TouchedMembers: Sendable, Equatable {
        var ids: [String] = []
        var isWhole = false
        var isEmpty: Bool { ids.isEmpty && !isWhole }
    }

    /// Paths whose values are secrets: nobody can see on record what became of them.
    private var withheld: Set<String> = []
    /// Paths whose values are too large to be kept, so that nothing can be compared with them.
    private var oversized: Set<String> = []

    private static let most = 400
    private static let largest = 64 << 10

    init() {}

    /// Reads the body of a write; one that cannot be read asks for nothing that is known.
    init(_ method: String, _ kind: ResourceKind?, _ body: JSONValue?) {
        guard let object = body?.objectValue else {
            if method != "DELETE" && kind?.isGroup ?? true { members.isWhole = true }
            return
        }
        if method == "PATCH" {
            for operation in Self.member(object, "Operations")?.arrayValue ?? [] { patch(operation) }
        } else {
            assign(object, op: "replace", isResource: true)
            if method == "PUT" { members.isWhole = true }
            natural = Self.naturalKey(object)
        }
        if !(kind?.isGroup ?? false) { members = TouchedMembers() }
    }

    private static func naturalKey(_ object: JSONObject) -> NaturalKey? {
        for name in ["userName", "externalId", "displayName"] {
            if let value = member(object, name)?.stringValue, !value.isEmpty, value.utf8.count <= 1_000 {
                return NaturalKey(attribute: name, value: value)
            }
        }
        return nil
    }

    private mutating func patch(_ operation: JSONValue) {
        guard let object = operation.objectValue, let op = Self.member(object, "op")?.stringValue?.lowercased() else {
            return
        }
        let value = Self.member(object, "value")
        guard let path = Self.member(object, "path")?.stringValue, !path.isEmpty else {
            if let inner = value?.objectValue { assign(inner, op: op, isResource: false) }
            return
        }
        let plain = Self.withoutCore(path)
        touch(plain, op, value)
        note(plain, op == "remove" ? nil : value ?? .null)
    }

    /// A path of a core schema may be written with its URN (RFC 7644 section 3.10): the same attribute under one name.
    private static func withoutCore(_ path: String) -> String {
        for urn in ["urn:ietf:params:scim:schemas:core:2.0:User:", "urn:ietf:params:scim:schemas:core:2.0:Group:"]
        where path.utf8.count > urn.utf8.count && String(path.prefix(urn.count)).isSameName(as: urn) {
            return String(path.dropFirst(urn.count))
        }
        return path
    }

    private mutating func assign(_ object: JSONObject, op: String, isResource: Bool) {
        for (name, value) in object.members {
            if ["schemas", "id", "meta"].contains(where: { $0.isSameName(as: name) }) { continue }
            let name = Self.withoutCore(name)
            if let inner = value.objectValue, name.lowercased().hasPrefix("urn:") {
                for (sub, value) in inner.members { note("\(name):\(sub)", value) }
                continue
            }
            touch(name, op, value)
            note(name, value)
        }
    }

    /// Which members an operation names.
    private mutating func touch(_ path: String, _ op: String, _ value: JSONValue?) {
        guard path.prefix(7).lowercased() == "members" else { return }
        let elements = value?.arrayValue ?? value.map { [$0] } ?? []
        let ids = elements.compactMap { $0["value"]?.stringValue ?? $0.stringValue }
        if path.utf8.count > 7 {
            guard let filter = (try? AttributePath(parsing: path))?.filter,
                case .compare(let reference, .eq, .string(let id)) = filter, reference.name.isSameName(as: "value")
            else {
                members.isWhole = true
                return
            }
            members.ids.append(id)
        } else if op == "add" || op == "remove" && !elements.isEmpty {
            members.ids += ids
            if ids.count != elements.count { members.isWhole = true }
        } else {
            members.isWhole = true
        }
    }

    /// Takes down one attribute. A list of members is told by its length: who they are, the outcome tells.
    private mutating func note(_ path: String, _ value: JSONValue?) {
        if path.lowercased().hasSuffix("password") { assignsPassword = value.map { !$0.isNull } ?? false }
        guard changes.count < Self.most else { return }
        let isPlain =
            path.utf8.count <= 512 && !path.unicodeScalars.contains { $0.properties.generalCategory == .control }
        let path = isPlain ? path : "(a path that no record can hold)"
        if path.prefix(7).lowercased() == "members" {
            let count = value.map { $0.arrayValue?.count ?? 1 }
            return changes.append(Change(path: path, after: count.map { .string("(\($0) members)") }))
        }
        guard let value else { return changes.append(Change(path: path)) }
        let size = value.encodedSize
        guard size <= Self.largest, Self.isShallow(value), isPlain else {
            oversized.insert(path)
            return changes.append(Change(path: path, after: .string("(\(size) bytes)")))
        }
        let change = Change(path: path, after: value)
        if change.after != value || change.path != path { withheld.insert(change.path) }
        changes.append(change)
    }

    private static func isShallow(_ value: JSONValue, _ depth: Int = 8) -> Bool {
        guard depth > 0 else { return false }
        switch value {
        case .array(let items): return items.allSatisfy { isShallow($0, depth - 1) }
        case .object(let object): return object.members.allSatisfy { isShallow($0.value, depth - 1) }
        default: return true
        }
    }

    private static func member(_ object: JSONObject, _ name: String) -> JSONValue? {
        object.members.first { $0.name.isSameName(as: name) && !$0.value.isNull }?.value
    }

    /// The attributes that are named, without values: what stands in an attempt to make somebody who has no key yet.
    var names: [Change] { changes.map { Change(path: $0.path) } }

    /// The parts of what was asked for that a state does not show: path to what was asked and what is there.
    ///
    /// Only plain paths are compared, and values as a service may write them: `"True"` is `true`, the order of lists does
    /// not count, and a service may say more about an element than it was told. What stands for a value that is not kept is
    /// compared with nothing.
    func differing(
        from state: JSONObject, omitted: Int = 0
    ) -> [(path: String, requested: JSONValue, observed: JSONValue)] {
        let hidden = Set(hidden(in: state, omitted: omitted))
        return changes.compactMap { change in
            guard !oversized.contains(change.path), !hidden.contains(change.path), let path = Self.plain(change.path)
            else { return nil }
            let there = Self.value(path, in: state)
            let wanted = change.after.flatMap { $0.isNull ? nil : $0 }
            guard !Likeness.satisfies(there, wanted) else { return nil }
            return (change.path, wanted ?? .null, there ?? .null)
        }
    }

    /// The parts of what was asked for of which nobody can see what became of them: secrets, and what is not kept of the
    /// state for its size.
    func hidden(in state: JSONObject, omitted: Int) -> [String] {
        var paths: [String] = []
        for change in changes where !paths.contains(change.path) {
            guard let path = Self.plain(change.path) else { continue }
            if withheld.contains(change.path) {
                paths.append(change.path)
                continue
            }
            let there = Self.value(path, in: state)
            let isAsked = change.after.map { !$0.isNull } ?? false
            if Likeness.standsForAnother(there) || there == nil && omitted > 0 && isAsked { paths.append(change.path) }
        }
        return paths
    }

    /// Members and passwords are told in another way, and what a filter picks is not looked for.
    private static func plain(_ path: String) -> AttributePath? {
        guard path.prefix(7).lowercased() != "members", !path.lowercased().hasSuffix("password"),
            let path = try? AttributePath(parsing: path), path.filter == nil
        else { return nil }
        return path
    }

    private static func value(_ path: AttributePath, in state: JSONObject) -> JSONValue? {
        var value: JSONValue?
        if let urn = path.reference.schema {
            value = member(state, urn)?.objectValue.flatMap { member($0, path.reference.name) }
        } else {
            value = member(state, path.reference.name)
        }
        guard let sub = path.sub else { return value }
        return value?.objectValue.flatMap { member($0, sub) }
    }
}
