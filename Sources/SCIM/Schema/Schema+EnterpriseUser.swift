extension Schema {
    /// The enterprise extension of User (RFC 7643 sections 4.3 and 8.7.1).
    package static let enterpriseUser = Schema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "EnterpriseUser",
        summary: "Enterprise User",
        attributes: [
            Attribute("employeeNumber", "Identifier assigned to a person by the organization."),
            Attribute("costCenter", "The name of a cost center."),
            Attribute("organization", "The name of an organization."),
            Attribute("division", "The name of a division."),
            Attribute("department", "The name of a department."),
            Attribute("manager", .complex, "The User's manager.").with {
                $0.subAttributes = [
                    Attribute("value", "The id of the User who is the manager.").with { $0.isCaseExact = true },
                    Attribute("$ref", .reference, "The URI of the User who is the manager.").with {
                        $0.isCaseExact = true
                        $0.referenceTypes = ["User"]
                    },
                    Attribute("displayName", "The display name of the manager.").with { $0.mutability = .readOnly },
                ]
            },
        ])
}
