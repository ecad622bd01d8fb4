internal import JSON

/// Whom the two values of a change speak of, when that is someone other than the subject: a manager.
///
/// A change speaks of a manager when the first attribute of its path, behind the URN if there is one, is `manager` in
/// any letter case. The person is of the kind `user` in the subject's namespace; the id is the value itself when it is
/// a string and the path is `manager`, `manager.value` or `manager[…]`, or the string `value` of an object. Other
/// attributes of a manager (`manager.displayName`) speak of the person that the change of `manager.value` in the same
/// record names, before and after. Without such an id the value belongs to the subject.
struct PersonChange {
    var before: Identity?
    var after: Identity?
    /// Whether the path itself names the person, in a filter.
    var ownsPath = false

    /// One element a change; nil when none of them speaks of a manager.
    static func persons(in changes: [Change], namespace: String) -> [PersonChange]? {
        guard changes.contains(where: { managerTail($0.path) != nil }) else { return nil }
        var persons = [PersonChange](repeating: PersonChange(), count: changes.count)
        var named: PersonChange?
        var others: [Int] = []
        for (place, change) in changes.enumerated() {
            guard let tail = managerTail(change.path) else { continue }
            let hasFilter = tail.first == UInt8(ascii: "[")
            guard tail.isEmpty || hasFilter || tail.elementsEqual(".value".utf8) else {
                others.append(place)
                continue
            }
            let person = PersonChange(
                before: identity(change.before, namespace), after: identity(change.after, namespace),
                ownsPath: hasFilter)
            persons[place] = person
            if named == nil { named = person }
        }
        for place in others {
            persons[place].before = named?.before
            persons[place].after = named?.after
        }
        return persons
    }

    /// What follows `manager` in the path; nil when the path is of another attribute.
    private static func managerTail(_ path: String) -> Substring.UTF8View? {
        let text = path.utf8
        guard isLikely(path) else { return nil }
        let head = text.prefix { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "\"") }
        let start = head.lastIndex(of: UInt8(ascii: ":")).map { text.index(after: $0) } ?? text.startIndex
        var rest = text[start...]
        for expected in "manager".utf8 {
            guard let byte = rest.popFirst(), byte | 0x20 == expected else { return nil }
        }
        guard let next = rest.first else { return rest }
        return next == UInt8(ascii: ".") || next == UInt8(ascii: "[") ? rest : nil
    }

    /// Whether the path has a `g` with as many letters before and behind it as `manager` has: most others have none.
    private static func isLikely(_ path: String) -> Bool {
        path.utf8.withContiguousStorageIfAvailable { text in
            guard text.count >= 7 else { return false }
            for place in 4..<text.count - 2 where text[place] | 0x20 == UInt8(ascii: "g") { return true }
            return false
        } ?? true
    }

    private static func identity(_ value: JSONValue?, _ namespace: String) -> Identity? {
        let id: String? =
            switch value {
            case .string(let text)?: text
            case .object(let object)?: object["value"]?.stringValue
            default: nil
            }
        guard let id, !id.isEmpty, id.utf8.count <= RecordLimits.identifier else { return nil }
        return Identity(kind: "user", namespace: namespace, id: id)
    }
}
