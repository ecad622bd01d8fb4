import Records
import SCIM

/// One operation of a bulk request, as it is put on record.
struct BulkStep: Sendable {
    let number: Int
    /// By which it is known again in the answer.
    let aim: BulkAim
    let requested: RequestedChanges
    /// The path of one of another form.
    let other: String?

    var method: String { aim.method }
    var kind: ResourceKind? { aim.kind }
    /// Nil for a resource that is being made, in this very request perhaps.
    var id: String? { aim.id }

    var target: (kind: ResourceKind, id: String)? {
        guard let kind, let id else { return nil }
        return (kind, id)
    }

    /// Whether a resource is made.
    var isCreation: Bool { aim.isCreation }

    /// By what a resource that is made can be found.
    var natural: NaturalKey? { isCreation ? requested.natural : nil }

    /// Under which it is locked.
    var key: String? {
        guard let kind else { return nil }
        return id.map { Gateway.key(kind, $0) } ?? natural.map { Gateway.key(kind, $0) }
    }

    init(_ operation: BulkRequest.Operation, number: Int) {
        self.number = number
        aim = BulkAim(operation)
        let (kind, method) = (aim.kind, aim.method)
        other = kind == nil ? Gateway.target(operation.path, nil) : nil
        requested = RequestedChanges(method, kind, operation.data)
    }
}
