import JSON
import SCIM

extension WriteRequest {
    /// The attributes that the request assigns, as it names them: those that are returned on request are returned to it.
    var assigned: [AttributeReference] {
        guard kind.type.hasRequestedAttributes else { return [] }
        switch self {
        case .create(let kind, let body), .replace(let kind, _, let body):
            let object = body.objectValue?.members ?? []
            let inner = kind.type.extensions.flatMap { schema in
                (object.first { $0.name.isSameName(as: schema.id) }?.value.objectValue?.members ?? []).map {
                    "\(schema.id):\($0.name)"
                }
            }
            return (object.map(\.name) + inner).compactMap { try? AttributeReference(parsing: $0) }
        case .patch(_, _, let patch): return patch.assigned(in: kind.type)
        case .delete: return []
        }
    }
}
