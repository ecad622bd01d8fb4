import Records
import SCIM

/// One operation of a bulk request, as it is put on record.
struct BulkStep: Sendable {
    let number: Int
    /// By which it is known again in the answer.
    var aim: BulkAim
    private(set) var requested: RequestedChanges
    private let operation: BulkRequest.Operation
    /// The path of one of another form.
    let other: String?

    var method: String { aim.method }
    var kind: ResourceKind? { aim.kind }
    /// As the service shows it; nil for a resource that is being made, in this very request perhaps.
    var id: String? { aim.shown ?? aim.id }
    /// What the client calls the resource, where that is not its id.
    var called: String? { aim.shown == nil ? nil : aim.id }

    var target: (kind: ResourceKind, id: String)? {
        guard let kind, let id else { return nil }
        return (kind, id)
    }

    /// Whether a resource is made.
    var isCreation: Bool { aim.isCreation }

    /// By what a resource that is made can be found.
    var natural: NaturalKey? { isCreation ? requested.natural : nil }

    /// Under which it is known.
    var key: String? {
        guard let kind else { return nil }
        return id.map { Gateway.key(kind, $0) } ?? natural.map { Gateway.key(kind, $0) }
    }

    /// Under which it is locked.
    var locks: [String] {
        [key, kind.flatMap { kind in called.map { Gateway.key(kind, $0) } }].compactMap { $0 }
    }

    init(_ operation: BulkRequest.Operation, number: Int) {
        self.number = number
        self.operation = operation
        aim = BulkAim(operation)
        let (kind, method) = (aim.kind, aim.method)
        other = kind == nil ? Gateway.target(operation.path, nil) : nil
        requested = RequestedChanges(method, kind, operation.data)
    }

    /// The same with the ids of what other operations made, in what is asked for (RFC 7644 section 3.7.2).
    ///
    /// - Parameter ids: by `bulkId`, as far as they were answered; what else is referred to can be compared with nothing.
    /// - Returns: a copy with other changes requested; itself when it refers to nothing.
    func resolved(_ ids: [String: String]) -> BulkStep {
        guard !Self.references(operation).isEmpty else { return self }
        let operation = operation.resolved(ids)
        var copy = self
        copy.requested = RequestedChanges(method, kind, operation.data)
        if !Self.references(operation).isEmpty { copy.requested.leaveReferencesOpen() }
        return copy
    }

    /// Those in the data.
    private static func references(_ operation: BulkRequest.Operation) -> Set<String> {
        var data = operation
        data.path = ""
        return data.references
    }
}
