import JSON
import SCIM

/// Bodies of SCIM requests: PATCH operations, resources, searches, bulk requests.
enum Patches {
    private static let limits = JSONLimits(bytes: 1 << 20, depth: 32)

    static func attempt(_ bytes: [UInt8]) {
        guard let body = try? JSONValue(parsing: bytes, limits: limits) else { return }
        for type in ResourceTypes.standard.all {
            for leniency in [Leniency.providers, .none] {
                if let patch = try? Patch(parsing: body, leniency) { apply(patch, of: type) }
                guard let (content, _) = try? ResourceReader(type, leniency).read(body) else { continue }
                check(content.attributes, of: type)
            }
        }
        bulk(body)
        if let search = try? SearchRequest(body: body) {
            for type in ResourceTypes.standard.all {
                _ = search.projection.apply(to: Filters.sample, of: type)
                _ = try? search.sort?.bound(to: type)?.key(of: Filters.sample)
            }
        }
    }

    private static func apply(_ patch: Patch, of type: ResourceType) {
        guard let result = try? patch.apply(to: sample(of: type), of: type) else { return }
        check(result.content.attributes, of: type)
        promise(result.memberEdits.isEmpty || type.name == "Group", "only groups have members")
    }

    /// What the sample has of a type.
    private static func sample(of type: ResourceType) -> JSONObject {
        let extensions = type.extensions.map(\.id)
        let known = Filters.sample.members.filter { member in
            extensions.contains(member.name) || type.place(AttributeReference(name: member.name)) != nil
        }
        return JSONObject(known.map { ($0.name, $0.value) })
    }

    /// Content that was taken is canonical: read again, even strictly, it is the same.
    private static func check(_ content: JSONObject, of type: ResourceType) {
        promise(content["password"] == nil && content["id"] == nil && content["meta"] == nil, "nothing else is kept")
        var body = content
        body["schemas"] = .array(([type.schema] + type.extensions).map { .string($0.id) })
        guard let again = try? ResourceReader(type, .none).read(.object(body)) else {
            return promise(false, "content that was taken is well-formed")
        }
        promise(again.content.attributes == content, "content that was taken is canonical")
    }

    private static func bulk(_ body: JSONValue) {
        guard let bulk = try? BulkRequest(parsing: body, limit: 100) else { return }
        for operation in bulk.operations {
            let ids = Dictionary(uniqueKeysWithValues: operation.references.map { ($0, "id-\($0.utf8.count)") })
            promise(operation.resolved(ids).references.isEmpty, "every reference is resolved")
        }
    }

    static var seeds: [[UInt8]] {
        let patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        let user = "urn:ietf:params:scim:schemas:core:2.0:User"
        return [
            #"{"schemas":["\#(patch)"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"x"},{"op":"remove","path":"roles","value":[{"value":"r"}]},{"op":"add","value":{"name.givenName":"B","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"D","active":"False"}}]}"#,
            #"{"schemas":["\#(patch)"],"Operations":[{"op":"add","path":"members","value":[{"value":"m","display":"M"}]},{"op":"remove","path":"members[value eq \"m\"]"},{"op":"replace","path":"addresses[type eq \"home\"].region","value":"R"}]}"#,
            #"{"schemas":["\#(user)"],"userName":"b","emails":[{"value":"a","primary":true},{"value":"A"}],"photos":{"value":"p"},"manager":"M","x509Certificates":[{"value":"AA=="}],"password":"p","active":"true"}"#,
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"id pr","attributes":["emails.value"],"sortBy":"name.familyName","cursor":"","count":3}"#,
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"failOnErrors":1,"Operations":[{"method":"POST","path":"/Groups/bulkId:q","bulkId":"b","data":{"members":[{"value":"bulkId:u"}],"path":"members[value eq \"bulkId:v\"]"}}]}"#,
        ].map { Array($0.utf8) }
    }
}
