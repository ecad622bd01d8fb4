import Differences
import JSON
import Records
import SCIM

/// What a write asks for, as far as it can be read: never the judge of anything, since what happened is seen.
struct RequestedChanges: Sendable {
    /// Everything that is asked for but members and passwords, in order.
    var asked: [Asked] = []
    /// The same as records tell it, members included: path and value; a removal has no value. Without secrets.
    var changes: [Change] = []
    /// Of a PATCH, what was to be done with each of the changes.
    var operations: [Asked.Operation] = []
    /// How many more were asked for than `changes` tells.
    var untold = 0
    /// The members of a group that are to be looked at; `isWhole` when others may be touched too.
    var members = TouchedMembers()
    /// What is asked for of them.
    var membership = AskedMembers()
    /// What a new resource can be found by: attribute and value.
    var natural: NaturalKey?
    /// Whether a password is assigned: the fact only.
    var assignsPassword = false
    /// Whether there is something in it that was not understood.
    var isUnreadable = false
    /// Whether it is to take the place of all that is there.
    var replacesAll = false
    /// Whether it is about an account: its `groups` are the service's own (RFC 7643 section 4.1.2).
    private var isOfUser = false
    /// How many members are told by name.
    var named = 0

    struct TouchedMembers: Sendable, Equatable {
        var ids: [String] = []
        var isWhole = false
        var isEmpty: Bool { ids.isEmpty && !isWhole }
    }

    /// What stands in the place of a path that no record can hold.
    static let noPath = "(a path that no record can hold)"

    private static let most = 400
    /// So much is compared with what is seen.
    private static let mostCompared = 10_000
    private static let largest = 64 << 10

    init() {}

    /// Reads the body of a write; one that cannot be read asks for nothing that is known.
    init(_ method: String, _ kind: ResourceKind?, _ body: JSONValue?) {
        let isGroup = kind?.isGroup ?? true
        isOfUser = kind?.isUser ?? false
        guard method != "DELETE" else { return }
        guard let object = body?.objectValue else {
            isUnreadable = true
            members.isWhole = isGroup
            return
        }
        if method == "PATCH" {
            let operations = AskedPlace.member(object, "Operations")?.arrayValue
            if operations == nil { isUnreadable = true }
            for operation in operations ?? [] { patch(operation, isGroup) }
        } else {
            replacesAll = method == "PUT"
            assign(object, replacesAll ? .replace : .add, isGroup)
            if isGroup, replacesAll {
                members.isWhole = true
                membership.areLeftOut = membership.isEmpty
            }
            natural = Self.naturalKey(object)
        }
        if members.isEmpty, isGroup, isUnreadable { members.isWhole = true }
    }

    private static func naturalKey(_ object: JSONObject) -> NaturalKey? {
        NaturalKey.attributes.lazy.compactMap { NaturalKey($0, of: object) }.first
    }

    private mutating func patch(_ operation: JSONValue, _ isGroup: Bool) {
        guard let object = operation.objectValue,
            let word = AskedPlace.member(object, "op")?.stringValue?.lowercased(),
            let op = Asked.Operation(rawValue: word)
        else { return isUnreadable = true }
        let value = AskedPlace.member(object, "value")
        guard let path = AskedPlace.member(object, "path")?.stringValue, !path.isEmpty else {
            guard let inner = value?.objectValue else { return isUnreadable = true }
            return assign(inner, op, isGroup)
        }
        ask(op, Self.withoutCore(path), value, isName: false, isGroup)
    }

    /// A path of a core schema may be written with its URN (RFC 7644 section 3.10): the same attribute under one name.
    private static func withoutCore(_ path: String) -> String {
        for urn in ["urn:ietf:params:scim:schemas:core:2.0:User:", "urn:ietf:params:scim:schemas:core:2.0:Group:"]
        where path.utf8.count > urn.utf8.count && String(path.prefix(urn.count)).isSameName(as: urn) {
            return String(path.dropFirst(urn.count))
        }
        return path
    }

    private mutating func assign(_ object: JSONObject, _ op: Asked.Operation, _ isGroup: Bool) {
        for (name, value) in object.members {
            if ["schemas", "id", "meta"].contains(where: { $0.isSameName(as: name) }) { continue }
            let name = Self.withoutCore(name)
            if isOfUser, name.isSameName(as: "groups") {
                // Who sends back what was read asks for nothing; that somebody sent groups is told all the same.
                if !Asked.isNothing(value) { tell(op, told(name, value)) }
                continue
            }
            if let inner = value.objectValue, name.lowercased().hasPrefix("urn:") {
                for (sub, value) in inner.members {
                    ask(op, Self.withoutCore("\(name):\(sub)"), value, isName: true, isGroup)
                }
                continue
            }
            ask(op, name, value, isName: true, isGroup)
        }
    }

    private mutating func ask(
        _ op: Asked.Operation, _ path: String, _ value: JSONValue?, isName: Bool, _ isGroup: Bool
    ) {
        if isGroup, Self.namesMembers(path) { return touch(op, path, value) }
        let place = AskedPlace(path, isName: isName)
        let isPassword = path.lowercased().hasSuffix("password")
        if isPassword { assignsPassword = op != .remove && !(value?.isNull ?? true) }
        let isTold = Self.canStandInARecord(path)
        let name = isTold ? path : Self.noPath
        let change = op != .remove || value != nil ? told(name, value ?? .null) : Change(path: name)
        tell(op, change)
        guard !isPassword else { return }
        guard asked.count < Self.mostCompared else { return isUnreadable = true }
        var one = Asked(operation: op, place: isTold ? place : nil, value: value, change: change)
        one.isExact = op == .replace
        one.isSecret = Self.holdsSecret(change, name, value)
        asked.append(one)
    }

    /// A value as it is told, or its size.
    private func told(_ path: String, _ value: JSONValue) -> Change {
        let size = value.encodedSize
        let isKept = size <= Self.largest && Self.isShallow(value)
        return Change(path: path, after: isKept ? value : .string("(\(size) bytes)"))
    }

    // A value of which only the size is told is looked through for secrets no further: it is compared with what is kept.
    private static func holdsSecret(_ change: Change, _ path: String, _ value: JSONValue?) -> Bool {
        guard let value, !value.isNull else { return change.path != path }
        if change.path != path || change.after == .string(Secrets.marker) { return true }
        return change.after != value && !(change.after?.stringValue.map(ObservedDifference.isPlaceholder) ?? false)
    }

    mutating func tell(_ op: Asked.Operation, _ change: Change) {
        guard changes.count < Self.most else { return untold += 1 }
        changes.append(change)
        operations.append(op)
    }

    static func canStandInARecord(_ path: String) -> Bool {
        path.utf8.count <= 512 && !path.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func isShallow(_ value: JSONValue, _ depth: Int = 8) -> Bool {
        guard depth > 0 else { return false }
        switch value {
        case .array(let items): return items.allSatisfy { isShallow($0, depth - 1) }
        case .object(let object): return object.members.allSatisfy { isShallow($0.value, depth - 1) }
        default: return true
        }
    }

    /// The attributes that are named, without values: what stands in an attempt to make somebody who has no key yet.
    var names: [Change] {
        var isTold = false
        return changes.compactMap { change in
            guard Self.namesMembers(change.path) else { return Change(path: change.path) }
            defer { isTold = true }
            return isTold ? nil : Change(path: "members")
        }
    }
}
