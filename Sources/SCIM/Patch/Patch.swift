package import JSON

/// The operations of a PATCH request (RFC 7644 section 3.5.2), in order.
package struct Patch: Sendable {
    /// One operation as it was sent: `op` read in any case, the path not yet looked up in a schema.
    package struct Operation: Sendable {
        package enum Verb: String, Sendable { case add, remove, replace }

        package let verb: Verb
        package let path: AttributePath?
        package let value: JSONValue?
    }

    /// Operations of one request.
    package static let mostOperations = 1_000

    package let operations: [Operation]
    let leniency: Leniency

    /// Reads the body; unknown members of it and of its operations are let pass.
    ///
    /// - Throws: `invalidSyntax`, `invalidPath`, or `noTarget` for a removal without path.
    package init(parsing body: JSONValue, _ leniency: Leniency = .providers) throws(SCIMError) {
        let message = try MessageMembers(body, schema: SchemaURN.patchOp, leniency)
        guard let list = message["Operations"] else {
            throw SCIMError.invalidSyntax("Operations is required.", attribute: "Operations")
        }
        var operations: [Operation] = []
        guard list.arrayValue != nil || leniency.oneForMany else {
            throw SCIMError.invalidSyntax("Operations must be an array.", attribute: "Operations")
        }
        guard list.arrayValue?.count ?? 1 <= Self.mostOperations else {
            throw SCIMError.invalidSyntax(
                "Operations holds more than the \(Self.mostOperations) operations of one request; send several.",
                attribute: "Operations")
        }
        for item in list.arrayValue ?? [list] { operations.append(try Operation(item, leniency)) }
        guard !operations.isEmpty else {
            throw SCIMError.invalidSyntax("Operations must hold at least one operation.", attribute: "Operations")
        }
        self.operations = operations
        self.leniency = leniency
    }
}

extension Patch.Operation {
    init(_ item: JSONValue, _ leniency: Leniency) throws(SCIMError) {
        guard case .object(let object) = item else {
            throw SCIMError.invalidSyntax("Every operation must be a JSON object.", attribute: "Operations")
        }
        try object.refuseRepeatedNames()
        func member(_ name: String) -> JSONValue? { object.members.first { $0.name.isSameName(as: name) }?.value }
        guard
            let verb = member("op")?.stringValue
                .flatMap({ Verb(rawValue: leniency.operationsInAnyCase ? $0.caseFolded : $0) })
        else {
            throw SCIMError.invalidSyntax("op must be add, remove or replace.", attribute: "op")
        }
        self.verb = verb
        value = member("value")
        switch member("path") {
        case nil, .null: path = nil
        case .string(let text): path = text.trimmedIsEmpty ? nil : try AttributePath(parsing: text, leniency)
        default: throw SCIMError.invalidPath("path must be a string.", attribute: "path")
        }
        if verb == .remove, path == nil {
            throw SCIMError(status: 400, .noTarget, "A remove operation needs a path.", attribute: "path")
        }
        if verb != .remove, value == nil {
            throw SCIMError.invalidSyntax("Operations need a value, but for remove.", attribute: "value")
        }
    }
}
