import JSON
import Records
import SCIM

/// Makes the JSON of resources, as far as a projection shows it.
struct ResourceRenderer {
    let reader: any DirectoryState
    let baseURL: String
    let projection: Projection

    /// The resource for an answer.
    func render(_ resource: StoredResource) throws -> JSONObject {
        let hasMembers = resource.kind == .group && projection.shows("members", of: resource.type)
        let hasGroups = resource.kind == .user && projection.shows("groups", of: resource.type)
        let whole = try whole(
            resource, members: hasMembers ? try reader.listed(resource) : [], withGroups: hasGroups)
        return projection.apply(to: whole, of: resource.type)
    }

    /// The whole resource in the order of its schemas, with the members that are given.
    func whole(
        _ resource: StoredResource, members: [GroupMember], withGroups: Bool
    ) throws -> JSONObject {
        let attributes = resource.attributes
        let type = resource.type
        let extensions = type.extensions.filter { attributes[$0.id] != nil }
        var result = JSONObject([
            ("schemas", .array(([type.schema] + extensions).map { .string($0.id) })), ("id", .string(resource.id)),
        ])
        result["externalId"] = attributes["externalId"]
        for attribute in type.schema.attributes { result[attribute.name] = attributes[attribute.name] }
        if !members.isEmpty { result["members"] = .array(members.map { member($0.id, $0.kind, $0.detail) }) }
        if withGroups { result["groups"] = try groups(of: resource) }
        for schema in extensions { result[schema.id] = attributes[schema.id] }
        result["meta"] = meta(of: resource)
        return result
    }

    func location(of kind: StoredResource.Kind, _ id: String) -> String { "\(baseURL)\(kind.type.endpoint)/\(id)" }

    private func meta(of resource: StoredResource) -> JSONValue {
        [
            "resourceType": .string(resource.type.name),
            "created": .string(Self.dateTime(resource.created)),
            "lastModified": .string(Self.dateTime(resource.modified)),
            "location": .string(location(of: resource.kind, resource.id)),
            "version": .string(resource.entityTag),
        ]
    }

    private func member(_ id: String, _ kind: StoredResource.Kind, _ detail: JSONObject) -> JSONValue {
        var member = JSONObject([
            ("value", .string(id)), ("$ref", .string(location(of: kind, id))), ("type", .string(kind.type.name)),
        ])
        member["display"] = detail["display"]
        return .object(member)
    }

    private func groups(of resource: StoredResource) throws -> JSONValue? {
        let groups = try reader.groups(of: resource).map { group, _ -> JSONValue in
            var object = JSONObject([
                ("value", .string(group.id)), ("$ref", .string(location(of: .group, group.id))),
            ])
            object["display"] = group.attributes["displayName"]
            object["type"] = "direct"
            return .object(object)
        }
        return groups.isEmpty ? Optional.none : .array(groups)
    }

    static func dateTime(_ milliseconds: Int64) -> String { Timestamp(milliseconds: milliseconds).rfc3339 }
}
