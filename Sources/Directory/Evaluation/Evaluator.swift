import Differences
import JSON
import Records
package import SCIM

/// Decides what a request changes: state and request in, records out. It changes nothing itself.
package struct Evaluator {
    let state: any DirectoryState
    let conditions: Preconditions
    let leniency: Leniency
    /// The service's own address, which stands in `$ref`.
    let baseURL: String
    /// The id of the resource if one is made.
    let newID: String

    package init(
        _ state: any DirectoryState, conditions: Preconditions = Preconditions(), leniency: Leniency = .providers,
        baseURL: String, newID: String
    ) {
        self.state = state
        self.conditions = conditions
        self.leniency = leniency
        self.baseURL = baseURL
        self.newID = newID
    }

    /// - Throws: `SCIMError` when the request is to be refused, and whatever reading the state throws.
    package func evaluate(_ request: WriteRequest) throws -> Evaluation {
        switch request {
        case .create(let kind, let body): return try create(kind, body)
        case .replace(let kind, let id, let body): return try replace(try current(kind, id), body)
        case .patch(let kind, let id, let patch): return try self.patch(try current(kind, id), patch)
        case .delete(let kind, let id): return try delete(try current(kind, id))
        }
    }

    /// The resource that a request is about, checked against `If-Match`.
    private func current(_ kind: StoredResource.Kind, _ id: String) throws -> StoredResource {
        guard let resource = try state.resource(id), resource.kind == kind else {
            throw SCIMError(status: 404, "There is no \(kind.type.name) with this id.", attribute: "id")
        }
        if conditions.areThere {
            try conditions.check(try Memberships(of: resource, in: state).entityTag(of: resource))
        }
        return resource
    }

    private func create(_ kind: StoredResource.Kind, _ body: JSONValue) throws -> Evaluation {
        var (content, members) = try ResourceReader(kind.type, leniency).read(body)
        content.attributes = try kept(content.attributes, JSONObject(), kind)
        var evaluation = Evaluation(drafts: [], id: newID, locks: [])
        try reserveName(kind, content.attributes, besides: nil, &evaluation)
        let party = kind.party(id: newID, content.attributes)
        evaluation.drafts = kind.classifier.creation(party, of: content.attributes)
        // Some providers send a placeholder with every new account: nobody's password was set, so that is no record.
        if content.suppliesPassword { evaluation.drafts[0].reason = Self.supplied }
        try change(members: [.replace(members)], of: nil, party, &evaluation)
        return evaluation
    }

    private func replace(_ resource: StoredResource, _ body: JSONValue) throws -> Evaluation {
        var (content, members) = try ResourceReader(resource.type, leniency)
            .read(body, replacing: resource.attributes)
        // An omitted `active` keeps its value: nobody is let in again by leaving something out.
        if resource.kind == .user, content.attributes["active"] == nil {
            content.attributes["active"] = resource.attributes["active"]
        }
        Self.keepHidden(of: resource, body, &content.attributes)
        return try update(resource, content, resource.kind == .group ? [.replace(members)] : [])
    }

    /// Keeps what is shown on request only and was left out: nobody can send back what was never shown. `null` clears it.
    private static func keepHidden(of resource: StoredResource, _ body: JSONValue, _ attributes: inout JSONObject) {
        for schema in [resource.type.schema] + resource.type.extensions {
            let container = schema.id == resource.type.schema.id ? nil : schema
            let sent = container == nil ? body.objectValue : body[schema.id]?.objectValue
            for attribute in schema.attributes where attribute.returned == .request {
                let place = Place(container: container, attribute: attribute, sub: nil)
                let isNamed = sent?.members.contains { $0.name.isSameName(as: attribute.name) } ?? false
                guard !isNamed, place.value(in: attributes) == nil, let old = place.value(in: resource.attributes)
                else {
                    continue
                }
                place.set(old, in: &attributes)
            }
        }
    }

    private func patch(_ resource: StoredResource, _ patch: Patch) throws -> Evaluation {
        var whole = resource.attributes
        whole["id"] = .string(resource.id)
        let result: PatchResult
        do throws(SCIMError) {
            result = try patch.apply(to: whole, of: resource.type)
        } catch {
            // What is read-only may be named with the value that it has, as the resource is shown.
            guard error.scimType == .mutability else { throw error }
            let renderer = ResourceRenderer(reader: state, baseURL: baseURL, projection: .standard)
            let shown = renderer.whole(resource, members: [], try renderer.memberships(of: resource))
            result = try patch.apply(to: shown, of: resource.type)
        }
        return try update(resource, result.content, result.memberEdits)
    }

    private func update(
        _ resource: StoredResource, _ content: ResourceContent, _ edits: [MemberEdit]
    ) throws -> Evaluation {
        var content = content
        content.attributes = try kept(content.attributes, resource.attributes, resource.kind)
        try resource.type.refuseChangesOfImmutable(from: resource.attributes, to: content.attributes)
        var evaluation = Evaluation(drafts: [], id: resource.id, locks: [.resource(resource.id)])
        try reserveName(resource.kind, content.attributes, besides: resource, &evaluation)
        let party = resource.kind.party(id: resource.id, content.attributes)
        evaluation.drafts = resource.kind.classifier.update(party, from: resource.attributes, to: content.attributes)
        if content.suppliesPassword { evaluation.drafts.append(Self.password(party)) }
        try change(members: edits, of: resource, party, &evaluation)
        return evaluation
    }

    /// What a record keeps of the attributes, and so what the state becomes: without secrets. To send the same again is
    /// then no change. By what people and groups are called they are found again, so there a secret is refused instead.
    private func kept(
        _ attributes: JSONObject, _ before: JSONObject, _ kind: StoredResource.Kind
    ) throws(SCIMError) -> JSONObject {
        try ContentLimits.check(attributes)
        let kept = kind.difference.kept(attributes, before: before)
        for name in ["userName", "displayName", "externalId"] where kept[name] != attributes[name] {
            throw SCIMError(
                status: 400, .invalidValue, "\(name) has the form of a token or key: a secret is no name.",
                attribute: name)
        }
        return kept
    }

    /// A deletion ends every membership first: those of the resource, and for a group those in it.
    private func delete(_ resource: StoredResource) throws -> Evaluation {
        var evaluation = Evaluation(drafts: [], id: resource.id, locks: [.resource(resource.id)])
        if resource.kind == .group { try change(members: [.removeAll], of: resource, resource.party, &evaluation) }
        for (group, detail) in try state.groups(of: resource) {
            let effect = MemberEffect(id: resource.id, before: detail, after: nil)
            evaluation.drafts.append(Self.draft(effect, resource, in: group.party))
        }
        evaluation.drafts += resource.kind.classifier.deletion(resource.party, of: resource.attributes)
        return evaluation
    }

    // Only the fact is on record: who supplied a password for whom.
    private static func password(_ subject: Party) -> Draft {
        Draft(
            .userPasswordReset, subject: subject, changes: [Change(path: "password", after: true)],
            reason: supplied)
    }

    private static let supplied = "password supplied by the client"

    private func reserveName(
        _ kind: StoredResource.Kind, _ attributes: JSONObject, besides resource: StoredResource?,
        _ evaluation: inout Evaluation
    ) throws {
        guard kind == .user, let name = attributes["userName"]?.stringValue else { return }
        if resource?.name?.hasSameBytes(as: name) ?? false { return }
        evaluation.locks.insert(.userName(name.caseFolded))
        guard let other = try state.user(named: name), other.id != resource?.id else { return }
        throw SCIMError(
            status: 409, .uniqueness, "Another User has this userName (case does not count).", attribute: "userName")
    }
}
