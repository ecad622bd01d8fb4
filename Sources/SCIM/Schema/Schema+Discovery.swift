extension Schema {
    /// The schemas of what the discovery endpoints themselves answer with (RFC 7643 sections 5, 6, 7 and 8.7.2). Everything
    /// in them is read-only.
    package static let discovery = [serviceProviderConfig, resourceType, schema]

    /// Sections 5 and 8.7.2, with `etag` and the scheme's `type` and `primary`, which 8.7.2 leaves out and section 5 has,
    /// and `pagination` of RFC 9865 section 4.
    private static let serviceProviderConfig = Schema(
        id: SchemaURN.serviceProviderConfig, name: "Service Provider Configuration",
        summary: "Schema for representing the service provider's configuration",
        attributes: [
            .readOnly("documentationUri", .reference, "Where people find the service's documentation.").external,
            .readOnly(
                "patch", .complex, "Whether PATCH is supported.", isRequired: true, [supported]),
            .readOnly(
                "bulk", .complex, "Whether bulk requests are supported.", isRequired: true,
                [
                    supported,
                    .readOnly("maxOperations", .integer, "The most operations of one request.", isRequired: true),
                    .readOnly("maxPayloadSize", .integer, "The most bytes of one request.", isRequired: true),
                ]),
            .readOnly(
                "filter", .complex, "Whether filters are supported.", isRequired: true,
                [
                    supported,
                    .readOnly("maxResults", .integer, "The most resources of one answer.", isRequired: true),
                ]),
            .readOnly(
                "changePassword", .complex, "Whether a password can be changed.", isRequired: true, [supported]),
            .readOnly("sort", .complex, "Whether sorting is supported.", isRequired: true, [supported]),
            .readOnly("etag", .complex, "Whether entity tags are supported.", isRequired: true, [supported]),
            .readOnly("pagination", .complex, "How lists are divided into pages (RFC 9865).", pagination),
            .readOnly(
                "authenticationSchemes", .complex, "How clients authenticate themselves.", isRequired: true,
                authenticationSchemes
            ).with { $0.isMultiValued = true },
        ])

    private static let supported = Attribute.readOnly(
        "supported", .boolean, "Whether the operation is supported.", isRequired: true)

    private static let pagination: [Attribute] = [
        .readOnly("cursor", .boolean, "Whether pages by cursor are supported.", isRequired: true),
        .readOnly("index", .boolean, "Whether pages by index are supported.", isRequired: true),
        .readOnly("defaultPaginationMethod", .string, "The kind of pages when the client does not say.").with {
            $0.canonicalValues = ["cursor", "index"]
        },
        .readOnly("defaultPageSize", .integer, "Resources of a page when the client does not say."),
        .readOnly("maxPageSize", .integer, "The most resources of a page."),
        .readOnly("cursorTimeout", .integer, "Seconds that a cursor is good for at least."),
    ]

    private static let authenticationSchemes: [Attribute] = [
        .readOnly("type", .string, "The kind of scheme.", isRequired: true).with {
            $0.canonicalValues = ["oauth", "oauth2", "oauthbearertoken", "httpbasic", "httpdigest"]
        },
        .readOnly("name", .string, "The common name of the scheme.", isRequired: true),
        .readOnly("description", .string, "A description of the scheme.", isRequired: true),
        .readOnly("specUri", .reference, "Where the scheme is specified.").external,
        .readOnly("documentationUri", .reference, "Where the use of the scheme is documented.").external,
        .readOnly("primary", .boolean, "Whether this is the preferred scheme."),
    ]

    private static let resourceType = Schema(
        id: SchemaURN.resourceType, name: "ResourceType",
        summary: "Specifies the schema that describes a SCIM resource type",
        attributes: [
            .readOnly("name", .string, "The name of the type.", isRequired: true),
            .readOnly("description", .string, "A description of the type."),
            .readOnly("endpoint", .reference, "The path of the type's resources, below the base.", isRequired: true)
                .uri,
            .readOnly("schema", .reference, "The URI of the type's own schema.", isRequired: true).uri,
            .readOnly(
                "schemaExtensions", .complex, "The schemas that extend the type.", isRequired: true,
                [
                    .readOnly("schema", .reference, "The URI of the schema.", isRequired: true).uri,
                    .readOnly(
                        "required", .boolean, "Whether every resource of the type has the extension.", isRequired: true),
                ]
            ).with { $0.isMultiValued = true },
        ])
}

extension Attribute {
    /// An attribute of the discovery resources.
    static func readOnly(
        _ name: String, _ kind: Kind, _ summary: String, isRequired: Bool = false, _ subAttributes: [Attribute] = []
    ) -> Attribute {
        Attribute(name, kind, summary).with {
            $0.isRequired = isRequired
            $0.mutability = .readOnly
            $0.isCaseExact = kind == .reference
            $0.subAttributes = subAttributes
        }
    }

    fileprivate var external: Attribute { with { $0.referenceTypes = ["external"] } }
    fileprivate var uri: Attribute { with { $0.referenceTypes = ["uri"] } }
}
