extension Schema {
    /// The schema of schemas (RFC 7643 sections 7 and 8.7.2).
    static let schema = Schema(
        id: SchemaURN.schema, name: "Schema", summary: "Specifies the schema that describes a SCIM schema",
        attributes: [
            .readOnly("name", .string, "The name of the schema.", isRequired: true),
            .readOnly("description", .string, "A description of the schema."),
            definition(
                "attributes", "The attributes that the schema defines.",
                more: [definition("subAttributes", "The attributes within a complex one.", more: [])]
            ).with { $0.isRequired = true },
        ])

    /// A list of definitions of attributes.
    private static func definition(_ name: String, _ summary: String, more: [Attribute]) -> Attribute {
        .readOnly(name, .complex, summary, characteristics + more).with { $0.isMultiValued = true }
    }

    private static let characteristics: [Attribute] = [
        exact("name", "The attribute's name.").with { $0.isRequired = true },
        .readOnly("type", .string, "The attribute's data type.", isRequired: true).with {
            $0.canonicalValues = [
                "string", "complex", "boolean", "decimal", "integer", "dateTime", "reference", "binary",
            ]
        },
        .readOnly("multiValued", .boolean, "Whether the attribute has many values.", isRequired: true),
        .readOnly("description", .string, "A description of the attribute."),
        .readOnly("required", .boolean, "Whether the attribute must be there."),
        exact("canonicalValues", "Values that are suggested.").with { $0.isMultiValued = true },
        .readOnly("caseExact", .boolean, "Whether case counts in the attribute's text."),
        exact("mutability", "When the attribute may be changed.").with {
            $0.canonicalValues = ["readOnly", "readWrite", "immutable", "writeOnly"]
        },
        exact("returned", "When the attribute is returned.").with {
            $0.canonicalValues = ["always", "never", "default", "request"]
        },
        exact("uniqueness", "Within what a value stands once.").with {
            $0.canonicalValues = ["none", "server", "global"]
        },
        exact("referenceTypes", "What a reference may refer to.").with { $0.isMultiValued = true },
    ]

    private static func exact(_ name: String, _ summary: String) -> Attribute {
        .readOnly(name, .string, summary).with { $0.isCaseExact = true }
    }
}
