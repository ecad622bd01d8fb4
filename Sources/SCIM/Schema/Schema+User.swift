extension Schema {
    /// The core User schema (RFC 7643 sections 4.1 and 8.7.1).
    package static let user = Schema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", summary: "User Account",
        attributes: [
            Attribute(
                "userName",
                "Unique identifier for the User, typically used to sign in; compared without regard to case."
            ).with {
                $0.isRequired = true
                $0.uniqueness = .server
            },
            name,
            Attribute("displayName", "The name of the User, suitable for display to end-users."),
            Attribute("nickName", "The casual way to address the User in real life."),
            Attribute("profileUrl", .reference, "A URL that points to the User's online profile.").with {
                $0.isCaseExact = true
                $0.referenceTypes = ["external"]
            },
            Attribute("title", "The User's title, such as \"Vice President\"."),
            Attribute("userType", "The relationship between the organization and the User."),
            Attribute("preferredLanguage", "The User's preferred written or spoken language."),
            Attribute("locale", "The User's default location, for localizing currency, dates and numbers."),
            Attribute("timezone", "The User's time zone, such as \"America/Los_Angeles\"."),
            Attribute(
                "active", .boolean,
                "The User's administrative status. Unset counts as active; a PUT that omits it keeps it."),
            Attribute("password", "The User's cleartext password: noted as supplied, never stored.").with {
                $0.isCaseExact = true
                $0.mutability = .writeOnly
                $0.returned = .never
            },
            .plural("emails", "Email addresses for the User.", types: ["work", "home", "other"]),
            .plural(
                "phoneNumbers", "Phone numbers for the User.",
                types: ["work", "home", "mobile", "fax", "pager", "other"]),
            .plural(
                "ims", "Instant messaging addresses for the User.",
                types: ["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
            .plural(
                "photos", "URLs of photos of the User.", types: ["photo", "thumbnail"],
                value: Attribute("value", .reference, "URL of a photo of the User.").with {
                    $0.isCaseExact = true
                    $0.referenceTypes = ["external"]
                }),
            addresses,
            groups,
            .plural("entitlements", "Entitlements for the User: things that the User has."),
            .plural("roles", "Roles for the User that collectively represent who the User is."),
            .plural(
                "x509Certificates", "Certificates issued to the User.",
                value: Attribute("value", .binary, "The DER of an X.509 certificate in base64.").with {
                    $0.isCaseExact = true
                }),
        ])

    private static let name = Attribute("name", .complex, "The components of the User's name.").with {
        $0.subAttributes = [
            Attribute("formatted", "The full name, formatted for display."),
            Attribute("familyName", "The family name, or last name in most Western languages."),
            Attribute("givenName", "The given name, or first name in most Western languages."),
            Attribute("middleName", "The middle names."),
            Attribute("honorificPrefix", "The honorific prefixes, such as \"Ms.\"."),
            Attribute("honorificSuffix", "The honorific suffixes, such as \"III\"."),
        ]
    }

    private static let addresses = Attribute("addresses", .complex, "Physical mailing addresses for the User.").with {
        $0.isMultiValued = true
        $0.subAttributes = [
            Attribute("formatted", "The full mailing address, formatted for display."),
            Attribute("streetAddress", "The street address, which may hold line breaks."),
            Attribute("locality", "The city or locality."),
            Attribute("region", "The state or region."),
            Attribute("postalCode", "The zip code or postal code."),
            Attribute("country", "The country, an ISO 3166-1 \"alpha-2\" code."),
            .type(["work", "home", "other"]),
            .primary,
        ]
    }

    private static let groups = Attribute(
        "groups", .complex, "The groups to which the User belongs; changed through the Group resource."
    ).with {
        $0.isMultiValued = true
        $0.mutability = .readOnly
        $0.subAttributes = [
            Attribute("value", "The identifier of the group.").with { $0.isCaseExact = true },
            Attribute("$ref", .reference, "The URI of the group.").with {
                $0.isCaseExact = true
                $0.referenceTypes = ["User", "Group"]
            },
            Attribute("display", "The name of the group."),
            .type(["direct", "indirect"]),
        ].map { $0.with { $0.mutability = .readOnly } }
    }
}

extension Attribute {
    /// A string attribute with the default characteristics of RFC 7643 section 2.2.
    init(_ name: String, _ summary: String) { self.init(name, .string, summary) }

    /// A multi-valued complex attribute with the sub-attributes of RFC 7643 section 2.4.
    static func plural(_ name: String, _ summary: String, types: [String] = [], value: Attribute? = nil) -> Attribute {
        Attribute(name, .complex, summary).with {
            $0.isMultiValued = true
            $0.subAttributes = [
                value ?? Attribute("value", "The significant value."),
                Attribute("display", "A human-readable name, for display only."),
                .type(types),
                .primary,
            ]
        }
    }

    static func type(_ values: [String]) -> Attribute {
        Attribute("type", "A label of the value's function.").with { $0.canonicalValues = values }
    }

    static let primary = Attribute(
        "primary", .boolean, "Whether this is the preferred value; at most one value of an attribute is.")
}
