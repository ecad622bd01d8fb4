import SCIM

/// What an operation of a bulk request is aimed at: by this it is known again in the answer (RFC 7644 section 3.7).
struct BulkAim: Sendable {
    let method: String
    /// Nil for none and for an empty one, which names nothing.
    let bulkID: String?
    /// Nil for an operation of another form.
    let kind: ResourceKind?
    /// As the path says it; nil for a resource that is being made, in this very request perhaps.
    let id: String?
    /// The id under which the service shows it, where that is another.
    var shown: String?
    /// The `bulkId` of the operation that makes the resource, where the path names that (RFC 7644 section 3.7.2).
    let reference: String?

    /// Whether a resource is made.
    var isCreation: Bool { kind != nil && id == nil && method == "POST" }

    init(_ operation: BulkRequest.Operation) {
        method = operation.method
        bulkID = operation.bulkID.flatMap { $0.isEmpty ? nil : $0 }
        switch GatewayRoute(method: operation.method, path: operation.path) {
        case .create(let kind): (self.kind, id, reference) = (kind, nil, nil)
        case .change(let kind, let name):
            self.kind = kind
            let isReference = name.hasPrefix(Self.prefix)
            id = isReference ? nil : name
            reference = isReference ? String(name.dropFirst(Self.prefix.count)) : nil
        default: (kind, id, reference) = (nil, nil, nil)
        }
    }

    /// What references begin with (RFC 7644 section 3.7.2).
    static let prefix = "bulkId:"
}
