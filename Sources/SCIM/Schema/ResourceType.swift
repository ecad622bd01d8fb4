package import JSON

/// A type of resource: its endpoint, its core schema and the schemas that extend it (RFC 7643 section 6).
package struct ResourceType: Sendable {
    package let name: String
    /// Path of the collection, `/Users`.
    package let endpoint: String
    package let summary: String
    package let schema: Schema
    package let extensions: [Schema]
    /// Whether some attribute is returned only when it is asked for.
    package let hasRequestedAttributes: Bool

    package init(name: String, endpoint: String, summary: String, schema: Schema, extensions: [Schema] = []) {
        self.name = name
        self.endpoint = endpoint
        self.summary = summary
        self.schema = schema
        self.extensions = extensions
        hasRequestedAttributes = ([schema] + extensions).contains { $0.attributes.contains { $0.returned == .request } }
    }

    package static let user = ResourceType(
        name: "User", endpoint: "/Users", summary: "User Account", schema: .user, extensions: [.enterpriseUser])
    package static let group = ResourceType(
        name: "Group", endpoint: "/Groups", summary: "Group", schema: .group, extensions: [])

    /// The type as a resource of the `/ResourceTypes` endpoint, its location under `baseURL`.
    package func json(baseURL: String) -> JSONValue {
        [
            "schemas": [.string(SchemaURN.resourceType)],
            "id": .string(name),
            "name": .string(name),
            "endpoint": .string(endpoint),
            "description": .string(summary),
            "schema": .string(schema.id),
            "schemaExtensions": .array(extensions.map { ["schema": .string($0.id), "required": false] }),
            "meta": [
                "resourceType": "ResourceType",
                "location": .string("\(baseURL)/ResourceTypes/\(name)"),
            ],
        ]
    }
}

extension Attribute {
    /// The attributes that every resource has without a schema naming them (RFC 7643 sections 3 and 3.1).
    static let common: [Attribute] = [
        Attribute("schemas", .reference, "The URNs of the schemas of the resource.").with {
            $0.isMultiValued = true
            $0.mutability = .readOnly
            $0.returned = .always
        },
        Attribute("id", "The identifier that the service gave to the resource.").with {
            $0.isCaseExact = true
            $0.mutability = .readOnly
            $0.returned = .always
        },
        Attribute("externalId", "The identifier that the client gave to the resource.").with { $0.isCaseExact = true },
        Attribute("meta", .complex, "What the service knows about the resource itself.").with {
            $0.mutability = .readOnly
            $0.subAttributes = [
                Attribute("resourceType", "The name of the type.").with { $0.isCaseExact = true },
                Attribute("created", .dateTime, "When the resource was added."),
                Attribute("lastModified", .dateTime, "When the resource was last changed."),
                Attribute("location", .reference, "The URI of the resource.").with { $0.isCaseExact = true },
                Attribute("version", "The entity tag of the resource.").with { $0.isCaseExact = true },
            ].map { $0.with { $0.mutability = .readOnly } }
        },
    ]
}
