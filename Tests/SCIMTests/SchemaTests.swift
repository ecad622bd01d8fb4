import JSON
import SCIM
import Testing

/// The published definitions, held against the lists of RFC 7643 section 8.7.1: a service that publishes less is tested less.
struct SchemaTests {
    static func names(_ attributes: [Attribute], _ prefix: String = "") -> [String] {
        attributes.flatMap { [prefix + $0.name] + names($0.subAttributes, prefix + $0.name + ".") }
    }

    static let plural = ["emails", "phoneNumbers", "ims", "photos", "entitlements", "roles", "x509Certificates"]

    @Test func user() {
        let simple = [
            "userName", "displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage", "locale",
            "timezone", "active", "password", "name", "name.formatted", "name.familyName", "name.givenName",
            "name.middleName", "name.honorificPrefix", "name.honorificSuffix", "addresses", "addresses.formatted",
            "addresses.streetAddress", "addresses.locality", "addresses.region", "addresses.postalCode",
            "addresses.country", "addresses.type", "addresses.primary", "groups", "groups.value", "groups.$ref",
            "groups.display", "groups.type",
        ]
        let many = Self.plural.flatMap { name in
            [name] + ["value", "display", "type", "primary"].map { "\(name).\($0)" }
        }
        #expect(Set(Self.names(Schema.user.attributes)) == Set(simple + many))
    }

    @Test func enterpriseAndGroup() {
        #expect(
            Self.names(Schema.enterpriseUser.attributes) == [
                "employeeNumber", "costCenter", "organization", "division", "department", "manager", "manager.value",
                "manager.$ref", "manager.displayName",
            ])
        #expect(
            Self.names(Schema.group.attributes) == [
                "displayName", "members", "members.value", "members.$ref", "members.type", "members.display",
            ])
    }

    @Test func everyCharacteristicIsPublished() {
        func check(_ attribute: JSONValue) {
            for name in ["name", "type", "multiValued", "description", "required", "mutability", "returned"] {
                #expect(attribute[name] != nil)
            }
            if attribute["type"] == "complex" {
                attribute["subAttributes"]?.arrayValue?.forEach(check)
            } else {
                #expect(attribute["caseExact"] != nil && attribute["uniqueness"] != nil)
            }
        }
        for schema in ResourceTypes.standard.schemas {
            schema.json(baseURL: "http://x/scim/v2")["attributes"]?.arrayValue?.forEach(check)
        }
    }

    @Test func configurationAlwaysHasLimits() {
        let config = ServiceProviderConfig(
            maxResults: 200, maxPayloadSize: 1 << 20, maxOperations: 10, defaultPageSize: 100, cursorTimeout: 60
        ).json(baseURL: "http://x")
        #expect(config["bulk"]?["maxOperations"] != nil && config["bulk"]?["maxPayloadSize"] != nil)
        #expect(config["filter"]?["maxResults"] == 200)
        #expect(config["patch"]?["supported"] == true)
    }
}
