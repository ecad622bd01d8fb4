import JSON
import SCIM

/// Where something that a write asks for stands in a state that no schema describes.
struct AskedPlace: Sendable {
    /// The URN of the extension; nil for what stands at the top.
    let schema: String?
    let name: String
    let filter: Filter?
    let sub: String?
    /// The path as it was asked for, letter case aside: by it the same place is known again.
    let folded: String
    /// The attribute as a whole, letter case aside, without filter and sub-attribute.
    let attribute: String

    /// - Parameters:
    ///   - path: as it was asked for (RFC 7644 section 3.10).
    ///   - isName: whether it is the name of a member of an object, which may be any text.
    init?(_ path: String, isName: Bool) {
        folded = path.caseFolded
        if let path = try? AttributePath(parsing: path) {
            schema = path.reference.schema
            name = path.reference.name
            filter = path.filter
            sub = path.sub
        } else {
            guard isName else { return nil }
            (schema, name, filter, sub) = (nil, path, nil, nil)
        }
        attribute = ((schema.map { $0 + ":" } ?? "") + name).caseFolded
    }

    /// Whether the whole attribute is meant.
    var isWhole: Bool { filter == nil && sub == nil }

    /// The whole attribute in a state: within the object of its URN, or under its full name.
    func whole(in state: JSONObject) -> JSONValue? {
        guard let schema else { return Self.member(state, name) }
        if let inner = Self.member(state, schema)?.objectValue, let value = Self.member(inner, name) { return value }
        return Self.member(state, "\(schema):\(name)")
    }

    /// Whether the filter speaks of a sub-attribute.
    func selects(by sub: String) -> Bool { filter.map { ElementFilter.names($0, sub) } ?? false }

    static func member(_ object: JSONObject, _ name: String) -> JSONValue? {
        object.members.first { $0.name.isSameName(as: name) && !$0.value.isNull }?.value
    }
}
