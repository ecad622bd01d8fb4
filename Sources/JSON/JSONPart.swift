/// Part of an answer that writes itself as JSON, without a value being made of it first: answers have thousands.
package protocol JSONPart {
    func write(to writer: inout JSONTextWriter)
}

extension JSONPart {
    /// The same as a value, for answers that have a few.
    package var json: JSONValue {
        var writer = JSONTextWriter()
        write(to: &writer)
        return (try? JSONValue(parsing: writer.bytes)) ?? .null  // what was written is JSON
    }
}
