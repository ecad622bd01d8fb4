import JSON
import Records
import SCIM

/// Makes the JSON of resources, as far as a projection shows it.
struct ResourceRenderer {
    let reader: any DirectoryState
    let baseURL: String
    let projection: Projection
    private let above = Memberships.Above()

    init(reader: any DirectoryState, baseURL: String, projection: Projection) {
        self.reader = reader
        self.baseURL = baseURL
        self.projection = projection
    }

    /// The groups of a user, of one moment for everybody whom this renders.
    func memberships(of resource: StoredResource) throws -> Memberships {
        try Memberships(of: resource, in: reader, above)
    }

    /// The resource for an answer; its memberships are looked up when they are needed and not at hand.
    func render(_ resource: StoredResource, _ memberships: Memberships? = nil) throws -> JSONObject {
        let hasMembers = resource.kind == .group && projection.shows("members", of: resource.type)
        let hasGroups = ["groups", "meta"].contains { projection.shows($0, of: resource.type) }
        let whole = whole(
            resource, members: hasMembers ? try reader.listed(resource) : [],
            hasGroups ? try memberships ?? self.memberships(of: resource) : nil)
        return projection.apply(to: whole, of: resource.type)
    }

    /// The resource for an answer by itself, with its entity tag.
    func answer(_ resource: StoredResource, status: Int = 200) throws -> SCIMResponse {
        let memberships = try memberships(of: resource)
        return SCIMResponse(
            status: status, headers: [("ETag", memberships.entityTag(of: resource))],
            json: .object(try render(resource, memberships)))
    }

    /// The whole resource in the order of its schemas, with the members that are given. Without a user's memberships both
    /// `groups` and the part of the version that stands for them are left out.
    func whole(
        _ resource: StoredResource, members: [GroupMember], _ memberships: Memberships?
    ) -> JSONObject {
        let attributes = resource.attributes
        let type = resource.type
        let extensions = type.extensions.filter { attributes[$0.id] != nil }
        var result = JSONObject([
            ("schemas", .array(([type.schema] + extensions).map { .string($0.id) })), ("id", .string(resource.id)),
        ])
        result["externalId"] = attributes["externalId"]
        for attribute in type.schema.attributes { result[attribute.name] = attributes[attribute.name] }
        if !members.isEmpty { result["members"] = .array(members.map { member($0.id, $0.kind, $0.detail) }) }
        if let memberships { result["groups"] = groups(memberships) }
        for schema in extensions { result[schema.id] = attributes[schema.id] }
        result["meta"] = meta(of: resource, memberships?.entityTag(of: resource) ?? resource.entityTag)
        return result
    }

    func location(of kind: StoredResource.Kind, _ id: String) -> String { "\(baseURL)\(kind.type.endpoint)/\(id)" }

    private func meta(of resource: StoredResource, _ tag: String) -> JSONValue {
        [
            "resourceType": .string(resource.type.name),
            "created": .string(Self.dateTime(resource.created)),
            "lastModified": .string(Self.dateTime(resource.modified)),
            "location": .string(location(of: resource.kind, resource.id)),
            "version": .string(tag),
        ]
    }

    private func member(_ id: String, _ kind: StoredResource.Kind, _ detail: JSONObject) -> JSONValue {
        var member = JSONObject([
            ("value", .string(id)), ("$ref", .string(location(of: kind, id))), ("type", .string(kind.type.name)),
        ])
        member["display"] = detail["display"]
        return .object(member)
    }

    private func groups(_ memberships: Memberships) -> JSONValue? {
        let groups = memberships.list.map { membership -> JSONValue in
            let group = membership.group
            var object = JSONObject([
                ("value", .string(group.id)), ("$ref", .string(location(of: .group, group.id))),
            ])
            object["display"] = group.attributes["displayName"]
            object["type"] = .string(membership.isDirect ? "direct" : "indirect")
            return .object(object)
        }
        return groups.isEmpty ? Optional.none : .array(groups)
    }

    static func dateTime(_ milliseconds: Int64) -> String { Timestamp(milliseconds: milliseconds).rfc3339 }
}
