package import JSON

/// One leaf of a record: its name, whom it speaks of, and its value.
package struct RecordField: Sendable {
    package enum Value: Sendable {
        case identity(Identity)
        case text(String)
        case time(Timestamp)
        case json(JSONValue)
    }

    package let name: DisclosureName
    /// The person under whose key the field is sealed, or the log.
    package let owner: Identity
    package let value: Value
}

extension Record {
    /// The record cut into its leaves, in the fixed order of disclosures, each with its owner (`RecordCut`).
    package func fields(log: Identity) -> [RecordField] {
        guard let cut = try? RecordCut(self, log: log, ownerLimit: .max) else { return [] }  // nothing else is thrown
        return cut.fields.map { RecordField(name: $0.name, owner: cut.owners[$0.part], value: $0.value) }
    }
}

extension RecordField.Value {
    /// Appends the value as JSON.
    func append(to output: inout [UInt8]) {
        switch self {
        case .identity(let identity):
            output.append(UInt8(ascii: "["))
            JSONWriter.append(string: identity.kind, to: &output)
            output.append(UInt8(ascii: ","))
            JSONWriter.append(string: identity.namespace, to: &output)
            output.append(UInt8(ascii: ","))
            JSONWriter.append(string: identity.id, to: &output)
            output.append(UInt8(ascii: "]"))
        case .text(let text): JSONWriter.append(string: text, to: &output)
        case .time(let time):
            output.append(UInt8(ascii: "\""))
            time.append(to: &output)
            output.append(UInt8(ascii: "\""))
        case .json(let value): JSONWriter.append(value, to: &output)
        }
    }
}
