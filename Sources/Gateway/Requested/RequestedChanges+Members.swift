import JSON
import Records
import SCIM

extension RequestedChanges {
    /// Members that are told by name; a record names so many.
    static let mostNamed = 90

    static func namesMembers(_ path: String) -> Bool {
        guard String(path.prefix(7)).isSameName(as: "members") else { return false }
        return path.utf8.count == 7 || ["[", "."].contains(path.utf8.dropFirst(7).first.map(Unicode.Scalar.init))
    }

    /// Which members an operation names, and what is to become of them.
    mutating func touch(_ op: Asked.Operation, _ path: String, _ value: JSONValue?) {
        let elements = value?.arrayValue ?? value.flatMap { $0.isNull ? nil : [$0] } ?? []
        let ids = elements.compactMap { $0["value"]?.stringValue ?? $0.stringValue }
        if path.utf8.count > 7 {
            let place = AskedPlace(path, isName: false)
            guard case .compare(let reference, .eq, .string(let id))? = place?.filter,
                reference.name.isSameName(as: "value")
            else { return unclear(op, path) }
            members.ids.append(id)
            guard op == .remove, place?.sub == nil else {
                membership.isUnclear = true
                return tell(op, Change(path: Self.canStandInARecord(path) ? path : "members"))
            }
            membership.remove([id])
            return tell(op, [id])
        }
        guard ids.count == elements.count else { return unclear(op, path, elements.count) }
        switch op {
        case .add: membership.add(ids)
        case .remove where !elements.isEmpty: membership.remove(ids)
        case .remove, .replace:
            membership.removeAll()
            membership.add(ids)
            members.isWhole = true
            if op == .replace || elements.isEmpty {
                let count = op == .replace ? JSONValue.string("(\(ids.count) members)") : Optional.none
                tell(op, Change(path: "members", after: count))
            }
        }
        members.ids += ids
        if !ids.isEmpty { tell(op == .remove ? .remove : .add, ids) }
    }

    private mutating func unclear(_ op: Asked.Operation, _ path: String, _ count: Int? = nil) {
        members.isWhole = true
        membership.isUnclear = true
        let path = Self.canStandInARecord(path) ? path : "members"
        tell(op, Change(path: path, after: count.map { .string("(\($0) members)") }))
    }

    /// Members one by one, as far as a record can name them; else how many.
    private mutating func tell(_ op: Asked.Operation, _ ids: [String]) {
        guard ids.count + named <= Self.mostNamed, ids.allSatisfy(Self.canBeNamed) else {
            return tell(
                op, Change(path: "members", after: op == .add ? .string("(\(ids.count) members)") : Optional.none))
        }
        named += ids.count
        for id in ids {
            let path = "members[value eq \(JSONValue.string(id).text)]"
            tell(op, Change(path: path, after: op == .add ? ["value": .string(id)] : Optional.none))
        }
    }

    private static func canBeNamed(_ id: String) -> Bool { id.utf8.count <= 400 && GatewayRoute.isID(id) }
}
