import Catalog
import JSON
import Records

/// Which identities are to be linked or parted, and why: `{"identities": [NAME or PARTY, …], "reason": …}`.
struct LinkRequest: Sendable {
    static let number = 2...16

    let identities: [SubjectQuery]
    let reason: String?
    let log: String?

    /// - Throws: a 422 that names the member.
    init(_ object: JSONObject) throws(Problem) {
        guard let items = object["identities"]?.arrayValue, Self.number.contains(items.count) else {
            throw .invalid(
                "It must be an array of \(Self.number.lowerBound) to \(Self.number.upperBound) identities: names as in "
                    + "/v1/subjects, or objects with type, id and namespace.", field: "identities")
        }
        var identities: [SubjectQuery] = []
        for (place, item) in items.enumerated() { identities.append(try Self.query(item, "identities[\(place)]")) }
        self.identities = identities
        reason = try object["reason"] == nil ? nil : AdminBody.string(object, "reason")
        log = try object["log"] == nil ? nil : AdminBody.string(object, "log")
        if let reason, reason.utf8.count > RecordLimits.reason {
            throw .invalid("A reason has at most \(RecordLimits.reason) bytes.", field: "reason")
        }
    }

    private static func query(_ item: JSONValue, _ field: String) throws(Problem) -> SubjectQuery {
        if let name = item.stringValue, !name.isEmpty { return SubjectQuery(name) }
        guard let object = item.objectValue else {
            throw .invalid("An identity is a name, or an object with type, id and namespace.", field: field)
        }
        for name in object.names where !["type", "id", "namespace"].contains(where: { $0.hasSameBytes(as: name) }) {
            throw .invalid("An identity has the members type, id and namespace.", field: field)
        }
        func text(_ name: String) throws(Problem) -> String? {
            guard let value = object[name] else { return nil }
            guard let text = value.stringValue, !text.isEmpty else {
                throw .invalid("It must be a string that is not empty.", field: "\(field).\(name)")
            }
            return text
        }
        guard let type = try text("type"), let id = try text("id") else {
            throw .invalid("An identity has the members type and id, and optionally namespace.", field: field)
        }
        var query = SubjectQuery(id, type: type, namespace: try text("namespace"))
        query.isID = true
        return query
    }
}
