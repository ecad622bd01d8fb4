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
