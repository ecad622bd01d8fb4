import JSON
import Records

/// The difference of two lists of elements, told element by element.
enum ElementChanges {
    /// Elements of one attribute that are told one by one; more are told as a whole, since a record holds so many
    /// changes only. Roles and entitlements are always told apart: each is a record of its own.
    static let mostElements = 50

    /// The changes, nil when the elements cannot be told one by one. `isSame` says what is no difference.
    static func between(
        _ old: [JSONValue], _ new: [JSONValue], path: String, isSame: (JSONValue, JSONValue) -> Bool
    ) -> [Change]? {
        guard let before = keyed(old), let after = keyed(new) else { return nil }
        var changes: [Change] = []
        for (key, element) in before.elements {
            let now = after.index[key]
            if now.map({ isSame(element, $0) }) ?? false { continue }
            changes.append(Change(path: path + key.selection, before: element, after: now))
        }
        for (key, element) in after.elements where before.index[key] == nil {
            changes.append(Change(path: path + key.selection, after: element))
        }
        let isGrant = path == "roles" || path == "entitlements"
        return isGrant || changes.count <= mostElements ? changes : nil
    }

    /// Whether two lists hold the same, in whatever order.
    static func areSame(_ old: [JSONValue], _ new: [JSONValue], _ bytes: (JSONValue) -> [UInt8]) -> Bool {
        guard old.count == new.count else { return false }
        var counts: [[UInt8]: Int] = [:]
        for element in old { counts[bytes(element), default: 0] += 1 }
        return new.allSatisfy { element in
            let key = bytes(element)
            guard let count = counts[key], count > 0 else { return false }
            counts[key] = count - 1
            return true
        }
    }

    private static func keyed(
        _ list: [JSONValue]
    ) -> (elements: [(ElementKey, JSONValue)], index: [ElementKey: JSONValue])? {
        var elements: [(ElementKey, JSONValue)] = []
        var index: [ElementKey: JSONValue] = [:]
        for element in list {
            guard let key = ElementKey(element), index.updateValue(element, forKey: key) == nil else { return nil }
            elements.append((key, element))
        }
        return (elements, index)
    }
}
