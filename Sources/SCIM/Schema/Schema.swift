package import JSON

/// A schema: a URN and the attributes that it defines (RFC 7643 section 7).
package struct Schema: Sendable {
    /// The URN.
    package let id: String
    package let name: String
    package let summary: String
    package let attributes: [Attribute]

    package init(id: String, name: String, summary: String, attributes: [Attribute]) {
        self.id = id
        self.name = name
        self.summary = summary
        self.attributes = attributes
    }

    /// The attribute of that name in any case.
    package func attribute(_ name: String) -> Attribute? {
        attributes.first { $0.name.isSameName(as: name) }
    }

    /// The schema as a resource of the `/Schemas` endpoint, its location under `baseURL`.
    package func json(baseURL: String) -> JSONValue {
        [
            "schemas": [.string(SchemaURN.schema)],
            "id": .string(id),
            "name": .string(name),
            "description": .string(summary),
            "attributes": .array(attributes.map(\.json)),
            "meta": [
                "resourceType": "Schema",
                "location": .string("\(baseURL)/Schemas/\(id)"),
            ],
        ]
    }
}

/// The URNs of RFC 7643 and RFC 7644 that stand in messages.
package enum SchemaURN {
    package static let schema = "urn:ietf:params:scim:schemas:core:2.0:Schema"
    package static let resourceType = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
    package static let serviceProviderConfig = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
    package static let listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
    package static let searchRequest = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
    package static let bulkRequest = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
    package static let bulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
    package static let patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    package static let error = "urn:ietf:params:scim:api:messages:2.0:Error"
}
