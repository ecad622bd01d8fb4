package import JSON
package import SCIM

/// Schemas and resource types of a configuration, as they were written: `scim.extensions` and `scim.resource-types`.
package struct CustomSchemas: Sendable, Equatable {
    package var extensions: JSONValue = []
    package var types: JSONValue = []

    /// What is wrong: where, as a path from the setting on, and what to do.
    package struct Fault: Error, CustomStringConvertible {
        package let place: String
        package let reason: String
        package var description: String { "\(place) \(reason)" }
    }

    static let mostSchemas = 20
    static let mostAttributes = 100

    /// The list behind a setting, read from JSON text; its schemas are checked when all settings are known.
    static func list(_ text: String, _ name: String) throws(Fault) -> JSONValue {
        if text.isEmpty { return [] }
        guard text.utf8.count <= 256 << 10 else { throw Fault(place: name, reason: "must be at most 256 KiB of JSON") }
        guard let value = try? JSONValue(parsing: text) else { throw Fault(place: name, reason: "must be valid JSON") }
        if value.isNull { return [] }
        guard let items = value.arrayValue else { throw Fault(place: name, reason: "must be a list") }
        guard items.count <= mostSchemas else {
            throw Fault(place: name, reason: "has \(items.count) members, and at most \(mostSchemas) are taken")
        }
        return value
    }

    /// The resource types that a service has with these schemas.
    ///
    /// - Throws: the first fault, naming the key, what it may be and how to mend it.
    package func resourceTypes() throws(Fault) -> ResourceTypes {
        var urns = Set((ResourceTypes.standard.schemas + Schema.discovery).map(\.id.caseFolded))
        var names: Set<String> = ["user", "group", "schema", "resourcetype", "serviceproviderconfig"]
        var endpoints: Set<String> = [
            "/users", "/groups", "/me", "/bulk", "/schemas", "/resourcetypes", "/serviceproviderconfig", "/.search",
        ]
        var more: [ResourceType] = []
        for (number, item) in (types.arrayValue ?? []).enumerated() {
            let reader = SchemaReader(place: "scim.resource-types[\(number)]")
            let type = try reader.type(item)
            try reader.refuse(!names.insert(type.name.caseFolded).inserted, "name", "is the name of another type")
            try reader.refuse(!endpoints.insert(type.endpoint.caseFolded).inserted, "endpoint", "is another endpoint")
            try reader.refuse(
                !urns.insert(type.schema.id.caseFolded).inserted, "schema", "is the URN of another schema")
            more.append(type)
        }
        var extensions: [(type: String, schema: Schema)] = []
        for (number, item) in (self.extensions.arrayValue ?? []).enumerated() {
            let reader = SchemaReader(place: "scim.extensions[\(number)]")
            let (type, schema) = try reader.extensionOfType(item)
            let known = ["User", "Group"] + more.map(\.name)
            try reader.refuse(
                !known.contains { $0.isSameName(as: type) }, "for",
                "names no resource type: write one of \(known.joined(separator: ", "))")
            try reader.refuse(!urns.insert(schema.id.caseFolded).inserted, "schema", "is the URN of another schema")
            extensions.append((type, schema))
        }
        return ResourceTypes(extensions: extensions, more: more)
    }
}
