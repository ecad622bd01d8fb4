package import JSON

extension Party {
    static let members = ["type", "id", "namespace", "name", "externalId", "address", "agent", "session"]

    /// Reads the form of a party; only `type` and `id` are required.
    package init(json: JSONValue, at path: String) throws(RecordError) {
        let reader = try RecordReader(json, at: path, members: Self.members)
        let type = try reader.need("type", try reader.text("type"))
        let id = try reader.need("id", try reader.text("id"))
        self.init(
            type: type, id: id, namespace: try reader.text("namespace"), name: try reader.text("name"),
            externalId: try reader.text("externalId"), address: try reader.text("address"),
            agent: try reader.text("agent"), session: try reader.text("session"))
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("type", .string(type)), ("id", .string(id))]
        let optional = [
            ("namespace", namespace), ("name", name), ("externalId", externalId), ("address", address),
            ("agent", agent), ("session", session),
        ]
        for (name, value) in optional { if let value { members.append((name, .string(value))) } }
        return .object(JSONObject(members))
    }
}
