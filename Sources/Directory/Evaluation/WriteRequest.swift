import Differences
package import JSON
package import Records
package import SCIM

/// What a client wants to change, read from its request.
package enum WriteRequest: Sendable {
    case create(StoredResource.Kind, body: JSONValue)
    case replace(StoredResource.Kind, id: String, body: JSONValue)
    case patch(StoredResource.Kind, id: String, Patch)
    case delete(StoredResource.Kind, id: String)

    package var kind: StoredResource.Kind {
        switch self {
        case .create(let kind, _), .replace(let kind, _, _), .patch(let kind, _, _), .delete(let kind, _): kind
        }
    }

    /// The resource that is to be changed; nil for one that is to be made.
    package var id: String? {
        switch self {
        case .create: nil
        case .replace(_, let id, _), .patch(_, let id, _), .delete(_, let id): id
        }
    }
}

extension StoredResource.Kind {
    /// The action that a method attempts, for requests that come to nothing.
    package func attempted(_ method: String) -> Action {
        switch method {
        case "POST": type.createAction
        case "DELETE": type.deleteAction
        default: type.updateAction
        }
    }
}

extension WriteRequest {
    /// What the request will most likely need to hold: found before anything is evaluated, so that it is evaluated once.
    var likelyLocks: Set<LockKey> {
        var locks: Set<LockKey> = id.map { [.resource($0)] } ?? []
        switch self {
        case .create(let kind, let body), .replace(let kind, _, let body):
            if kind == .user, let name = Self.member("userName", of: body)?.stringValue {
                locks.insert(.userName(name.caseFolded))
            }
            if kind == .group { locks.formUnion(Self.members(Self.member("members", of: body))) }
        case .patch(let kind, _, let patch):
            guard kind == .group else { break }
            for operation in patch.operations {
                if let filter = operation.path?.filter, case .compare(_, .eq, .string(let id)) = filter {
                    locks.insert(.resource(id))
                }
                locks.formUnion(Self.members(operation.value))
                locks.formUnion(Self.members(operation.value.flatMap { Self.member("members", of: $0) }))
            }
        case .delete: break
        }
        return locks
    }

    private static func member(_ name: String, of body: JSONValue) -> JSONValue? {
        body.objectValue?.members.first { $0.name.isSameName(as: name) }?.value
    }

    private static func members(_ list: JSONValue?) -> [LockKey] {
        (list?.arrayValue ?? list.map { [$0] } ?? []).compactMap { item in
            (member("value", of: item)?.stringValue).map(LockKey.resource)
        }
    }
}
