import Directory
import HTTPTypes
import JSON
import MusterServer
import SCIM
import Testing

/// The settings `scim.…`: read, refused by name and place, and in effect.
@Suite struct CustomSchemaTests {
    private static let yaml = """
        scim:
          strict: true
          bulk-operations: 50
          max-results: 20
          cursor-timeout: 10m
          filter-comparisons: 5000
          extensions:
            - name: Badge
              schema: urn:example:2.0:Badge
              description: What opens doors
              attributes:
                - name: number
                  type: integer
                  required: true
                - name: keys
                  type: complex
                  multiValued: true
                  subAttributes:
                    - name: value
                      canonicalValues: [front, back]
            - for: Device
              name: Lease
              schema: urn:example:2.0:Lease
              attributes: [{name: until, type: dateTime}]
          resource-types:
            - name: Device
              endpoint: /Devices
              schema: urn:example:2.0:Device
              attributes:
                - {name: serial, caseExact: true, mutability: immutable, returned: always}
        """

    @Test func readsTypes() throws {
        let folder = try TemporaryFolder()
        let configuration = try Configuration.load(flags: [:], file: try folder.write(Self.yaml, to: "muster.yaml"))
        #expect(configuration.scim.strict && configuration.scim.bulkOperations == 50)
        #expect(configuration.scim.cursorTimeout == .seconds(600))
        #expect(configuration.scimSettings.filterComparisons == 5_000)
        let types = configuration.scimSettings.types
        #expect(types.all.map(\.name) == ["User", "Group", "Device"])
        #expect(types.all[0].extensions.map(\.name) == ["EnterpriseUser", "Badge"])
        #expect(types.all[2].extensions.map(\.name) == ["Lease"])
        let badge = types.all[0].extensions[1]
        #expect(badge.summary == "What opens doors" && badge.attribute("number")?.isRequired == true)
        #expect(badge.attribute("keys")?.sub("value")?.canonicalValues == ["front", "back"])
        let serial = types.all[2].schema.attribute("SERIAL")
        #expect(serial?.isCaseExact == true && serial?.mutability == .immutable && serial?.returned == .always)
        #expect(configuration.scimSettings.leniency == .none && configuration.scimSettings.defaultResults == 20)
    }

    /// Outside YAML the value is JSON, and what is shown can be read again.
    @Test func asJSON() throws {
        let text = #"[{"name":"Badge","schema":"urn:example:2.0:Badge","attributes":[{"name":"number"}]}]"#
        let configuration = try Configuration.load(
            flags: ["scim.extensions": text], environment: ["MUSTER_SCIM_STRICT": "true"])
        #expect(configuration.scimSettings.types.all[0].extensions.last?.name == "Badge")
        let setting = try #require(Setting.all.first { $0.name == "scim.extensions" })
        #expect(setting.environment == "MUSTER_SCIM_EXTENSIONS" && setting.isTree)
    }

    private static func attribute(_ members: String) -> String {
        #"[{"name":"B","schema":"urn:e:b","attributes":[{\#(members)}]}]"#
    }

    @Test(arguments: [
        ("{}", "scim.extensions must be a list"), ("[", "must be valid JSON"),
        ("[5]", "scim.extensions[0] must be a mapping"),
        (#"[{"nme":"B"}]"#, "scim.extensions[0].nme is no key here"), (#"[{"nme":"B"}]"#, "did you mean name?"),
        (#"[{"name":"B b"}]"#, "scim.extensions[0].name must be at most 64 letters"),
        (#"[{"name":"B","schema":"b"}]"#, "scim.extensions[0].schema must be a URN"),
        (#"[{"name":"B","schema":"urn:e:b"}]"#, "scim.extensions[0].attributes is required"),
        (
            #"[{"name":"B","for":"Thing","schema":"urn:e:b","attributes":[{"name":"a"}]}]"#,
            "scim.extensions[0].for names no resource type: write one of User, Group"
        ),
        (
            #"[{"name":"B","schema":"urn:ietf:params:scim:schemas:core:2.0:user","attributes":[{"name":"a"}]}]"#,
            "is the URN of another schema"
        ),
        (attribute(#""name":"1a""#), "scim.extensions[0].attributes[0].name is required: a letter"),
        (attribute(#""name":"id""#), "is an attribute already"),
        (attribute(#""name":"a"},{"name":"A""#), "scim.extensions[0].attributes[1].name is an attribute already"),
        (attribute(#""name":"a","type":"text""#), "type must be one of string, boolean"),
        (attribute(#""name":"a","multiValued":"yes""#), "multiValued must be true or false"),
        (attribute(#""name":"a","mutability":"writeOnly""#), "Muster keeps no secrets"),
        (attribute(#""name":"a","returned":"never""#), "Muster keeps no secrets"),
        (attribute(#""name":"a","uniqueness":"server""#), "uniqueness cannot be server: only userName is kept unique"),
        (attribute(#""name":"a","uniqueness":"global""#), "uniqueness cannot be global"),
        (attribute(#""name":"a","uniqueness":"some""#), "uniqueness must be one of none"),
        (attribute(#""name":"a","type":"complex""#), "subAttributes is required"),
        (attribute(#""name":"a","subAttributes":[]"#), "belong to an attribute of the type complex"),
        (
            attribute(#""name":"a","type":"complex","subAttributes":[{"name":"b","type":"complex"}]"#),
            "cannot be complex inside"
        ),
        (attribute(#""name":"a","canonicalValues":"b""#), "canonicalValues must be a list"),
    ]) func refusesByPlace(_ text: String, _ words: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: ["scim.extensions": text])
        }
        #expect(error.map { "\($0.place) \($0.reason)" }?.contains(words) == true, "\(error as Any)")
    }

    @Test(arguments: [
        (
            #"[{"name":"User","endpoint":"/People","schema":"urn:e:p","attributes":[{"name":"a"}]}]"#,
            "resource-types[0].name is the name of another type"
        ),
        (
            #"[{"name":"Me","endpoint":"/me","schema":"urn:e:p","attributes":[{"name":"a"}]}]"#,
            "resource-types[0].endpoint is another endpoint"
        ),
        (
            #"[{"name":"P","endpoint":"/a/b","schema":"urn:e:p","attributes":[{"name":"a"}]}]"#,
            "endpoint must be one word"
        ),
    ]) func refusesTypes(_ text: String, _ words: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: ["scim.resource-types": text])
        }
        #expect(error.map { "\($0.place) \($0.reason)" }?.contains(words) == true, "\(error as Any)")
    }

    @Test func limitsHaveNames() throws {
        let many = (0...100).map { #"{"name":"a\#($0)"}"# }.joined(separator: ",")
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(
                flags: ["scim.extensions": #"[{"name":"B","schema":"urn:e:b","attributes":[\#(many)]}]"#])
        }
        #expect(error?.description.contains("101 attributes, and at most 100 are taken") == true, "\(error as Any)")
    }

    /// The door hands all of it on, and what it refuses itself is on record too.
    @Test func inEffect() async throws {
        try await TestServer.with(
            try TemporaryFolder(),
            configure: {
                $0.scim.strict = true
                $0.scim.custom.types = [
                    ["name": "Device", "endpoint": "/Devices", "schema": "urn:e:d", "attributes": [["name": "serial"]]]
                ]
            }
        ) { muster in
            let types = try await muster.send(.get, "/scim/v2/ResourceTypes")
            #expect(types.json?["totalResults"] == 3)
            let device = try await muster.send(
                .post, "/scim/v2/Devices", json: ["schemas": ["urn:e:d"], "serial": "S"])
            #expect(device.status == 201)
            let loose = try await muster.send(
                .post, "/scim/v2/Devices", json: ["schemas": ["urn:e:d"], "SERIAL": "S", "other": 1])
            #expect(loose.status == 400 && loose.text.contains("other"), "\(loose.text)")
            let typed = try await muster.send(.post, "/scim/v2/Users", body: "{}", type: "text/plain")
            #expect(typed.status == 415, "\(typed.text)")
            let bytes = try await muster.send(
                .post, "/scim/v2/Users", body: "{\"userName\":\"\u{FFFD}\"", type: "application/scim+json")
            #expect(bytes.status == 400)
            let published = try await muster.send(.post, "/v1/logs/main/publish")
            let size = try #require(published.json?["size"]?.intValue, "\(published.text)")
            let events = try await muster.send(.get, "/v1/events?outcome=refused&order=oldest&wait=\(size - 1)")
            let reasons = (events.json?["events"]?.arrayValue ?? []).compactMap { $0["reason"]?.stringValue }
            #expect(reasons == ["invalidSyntax: other", "status 415", "invalidSyntax"], "\(reasons)")
        }
    }
}
