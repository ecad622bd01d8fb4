package import JSON

extension Record {
    static let members = [
        "id", "action", "outcome", "occurredAt", "source", "actor", "onBehalfOf", "subject", "resource", "changes",
        "reason", "transaction", "request", "recordedBy", "extra",
    ]

    /// Reads a record as someone hands it in. Null members count as absent.
    ///
    /// - Throws: `RecordError` that names the first offending field. `recordedBy` is refused: Muster sets it.
    package init(json: JSONValue) throws(RecordError) {
        let reader = try RecordReader(json, at: "", members: Self.members, kept: ["recordedBy"])
        guard reader.written("recordedBy") == nil else {
            throw RecordError(.reserved, "recordedBy", "is set by Muster alone: leave it out")
        }
        try self.init(reader)
        try validate()
    }

    /// Reads a record that Muster wrote, `recordedBy` included.
    package init(stored json: JSONValue) throws(RecordError) {
        try self.init(try RecordReader(json, at: "", members: Self.members))
    }

    private init(_ reader: RecordReader) throws(RecordError) {
        let action = try Self.action(reader)
        let subject = try Party(json: try reader.need("subject", reader.value("subject")), at: "subject")
        self.init(
            Content(
                id: try reader.text("id"), action: action, outcome: try Self.outcome(reader),
                occurredAt: try Self.occurredAt(reader), source: try reader.text("source"),
                actor: try Self.party(reader, "actor"), onBehalfOf: try Self.party(reader, "onBehalfOf"),
                subject: subject, resources: try Self.resources(reader), changes: try Self.changes(reader),
                verbatimReason: try reader.text("reason").map(Secrets.withheld),
                transaction: try reader.text("transaction"), request: try reader.text("request"),
                recordedBy: try reader.text("recordedBy"), verbatimExtra: try Self.extra(reader)))
    }

    private static func action(_ reader: RecordReader) throws(RecordError) -> Action {
        let name = try reader.need("action", try reader.text("action"))
        guard let action = Action(rawValue: name) else {
            let hint = Spelling.closest(to: name, among: Action.canonical).map { " Did you mean '\($0)'?" } ?? ""
            throw RecordError(
                .unknownAction, "action",
                "is not a known action.\(hint) The list is in docs/format/actions.md; names of your own are x.<namespace>.<name>"
            )
        }
        return action
    }

    private static func outcome(_ reader: RecordReader) throws(RecordError) -> Outcome {
        guard let name = try reader.text("outcome") else { return .success }
        guard let outcome = Outcome(rawValue: name) else {
            let names = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
            throw RecordError(.invalidValue, "outcome", "must be one of \(names)")
        }
        return outcome
    }

    private static func occurredAt(_ reader: RecordReader) throws(RecordError) -> Timestamp? {
        guard let text = try reader.text("occurredAt") else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw RecordError(
                .invalidValue, "occurredAt",
                "must be a date and time of RFC 3339 with a zone, from 1970 to 9999, like 2026-06-30T12:00:00.123Z")
        }
        return time
    }

    private static func party(_ reader: RecordReader, _ name: String) throws(RecordError) -> Party? {
        guard let value = reader.value(name) else { return nil }
        return try Party(json: value, at: name)
    }

    /// `resource` is one object or an array of them.
    private static func resources(_ reader: RecordReader) throws(RecordError) -> [Party] {
        guard let value = reader.value("resource") else { return [] }
        guard case .array(let items) = value else { return [try Party(json: value, at: "resource")] }
        guard items.count <= RecordLimits.resources else {
            throw RecordError(
                .tooMany, "resource", "has \(items.count) elements, the limit is \(RecordLimits.resources)")
        }
        var resources: [Party] = []
        for (place, item) in items.enumerated() { resources.append(try Party(json: item, at: "resource[\(place)]")) }
        return resources
    }

    private static func changes(_ reader: RecordReader) throws(RecordError) -> [Change] {
        guard let value = reader.value("changes") else { return [] }
        guard case .array(let items) = value else {
            throw RecordError(.wrongType, "changes", "must be an array, not \(article(value.kind))")
        }
        guard items.count <= RecordLimits.changes else {
            throw RecordError(.tooMany, "changes", "has \(items.count) elements, the limit is \(RecordLimits.changes)")
        }
        var changes: [Change] = []
        for (place, item) in items.enumerated() { changes.append(try Change(json: item, at: "changes[\(place)]")) }
        return changes
    }

    private static func extra(_ reader: RecordReader) throws(RecordError) -> JSONObject? {
        guard let value = reader.value("extra") else { return nil }
        guard case .object(let object) = value else {
            throw RecordError(.wrongType, "extra", "must be an object, not \(article(value.kind))")
        }
        return Secrets.withheld(object)
    }
}

extension Record {
    /// The record as JSON, absent members left out; one resource is an object, several are an array.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = []
        func add(_ name: String, _ value: JSONValue?) { if let value { members.append((name, value)) } }
        add("id", id.map(JSONValue.string))
        add("action", .string(action.rawValue))
        add("outcome", .string(outcome.rawValue))
        add("occurredAt", occurredAt.map { .string($0.rfc3339) })
        add("source", source.map(JSONValue.string))
        add("actor", actor?.json)
        add("onBehalfOf", onBehalfOf?.json)
        add("subject", subject.json)
        if let first = resources.first {
            add("resource", resources.count == 1 ? first.json : .array(resources.map(\.json)))
        }
        if !changes.isEmpty { add("changes", .array(changes.map(\.json))) }
        add("reason", reason.map(JSONValue.string))
        add("transaction", transaction.map(JSONValue.string))
        add("request", request.map(JSONValue.string))
        add("recordedBy", recordedBy.map(JSONValue.string))
        add("extra", extra.map(JSONValue.object))
        return .object(JSONObject(members))
    }
}
