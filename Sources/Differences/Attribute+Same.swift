import JSON
import SCIM

extension Attribute {
    /// Whether two elements of a list are no difference to a record: all alike, or but for `primary`, which is false in
    /// one and unset in the other.
    func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        left == right || canonical(left) == canonical(right)
    }

    /// Whether two lists hold the same elements, in whatever order.
    func isSameList(_ left: [JSONValue], _ right: [JSONValue]) -> Bool {
        ElementChanges.areSame(left, right, canonicalBytes)
    }

    /// The bytes that elements have in common which are no difference: members in the order of the schema, and none for
    /// `primary` that is false.
    func canonicalBytes(_ element: JSONValue) -> [UInt8] { canonical(element).bytes }

    private func canonical(_ element: JSONValue) -> JSONValue {
        guard case .object(let object) = element else { return element }
        return .object(
            JSONObject(
                distinct: subAttributes.compactMap { sub in
                    guard let value = object[sub.name], sub.name != "primary" || value != false else { return nil }
                    return (sub.name, value)
                }))
    }
}
