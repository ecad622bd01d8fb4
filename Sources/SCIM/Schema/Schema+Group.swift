extension Schema {
    /// The Group schema (RFC 7643 sections 4.2 and 8.7.1), with `members.display`, which the examples of section 8.4
    /// have and every client sends.
    package static let group = Schema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", summary: "Group",
        attributes: [
            Attribute("displayName", "A human-readable name for the Group.").with { $0.isRequired = true },
            Attribute("members", .complex, "The members of the Group.").with {
                $0.isMultiValued = true
                $0.subAttributes = [
                    Attribute("value", "The id of the member.").with {
                        $0.isCaseExact = true
                        $0.mutability = .immutable
                    },
                    Attribute("$ref", .reference, "The URI of the member.").with {
                        $0.isCaseExact = true
                        $0.mutability = .immutable
                        $0.referenceTypes = ["User", "Group"]
                    },
                    Attribute.type(["User", "Group"]).with { $0.mutability = .immutable },
                    Attribute("display", "A human-readable name of the member, kept as it was sent."),
                ]
            },
        ])
}
