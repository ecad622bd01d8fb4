import JSON

/// A CloudEvent 1.0 in JSON (structured mode), whose `data` is a record.
enum CloudEvent {
    /// The record inside, with the event's `id`, `source` and `time` where the record has none of its own.
    ///
    /// - Throws: 422 that names the attribute: one that is missing, of another version, or at odds with the record.
    static func unwrap(_ event: JSONValue) throws(Problem) -> JSONValue {
        guard event.objectValue != nil else { throw .invalid("A CloudEvent is a JSON object.", field: "") }
        guard try attribute(event, "specversion").hasSameBytes(as: "1.0") else {
            throw .invalid("Only CloudEvents of version 1.0 are taken.", field: "specversion")
        }
        _ = try attribute(event, "type")
        let id = try attribute(event, "id")
        let source = try attribute(event, "source")
        guard event["data_base64"] == nil else {
            throw .invalid("The data must be JSON, not base64.", field: "data_base64")
        }
        if let type = event["datacontenttype"], type.stringValue.flatMap(MediaType.init)?.name != "application/json" {
            throw .invalid("The data must be application/json.", field: "datacontenttype")
        }
        guard var record = event["data"]?.objectValue else {
            throw .invalid("The data must be a record: a JSON object.", field: "data")
        }
        if let own = record["id"], own.stringValue?.hasSameBytes(as: id) != true {
            throw .invalid("The record's id must be the event's, or be left out.", field: "data.id")
        }
        record["id"] = .string(id)
        if record["source"] == nil { record["source"] = .string(source) }
        if record["occurredAt"] == nil { record["occurredAt"] = event["time"] }
        return .object(record)
    }

    private static func attribute(_ event: JSONValue, _ name: String) throws(Problem) -> String {
        guard let text = event[name]?.stringValue, !text.isEmpty else {
            throw .invalid("The attribute \(name) must be a string that is not empty.", field: name)
        }
        return text
    }
}
