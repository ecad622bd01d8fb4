import JSON
import Records
import TransparencyLog

/// Writes an entry and its record as the JSON object that questions are answered with.
///
/// `index`, `time` and `kind` stand in every event; then come the record's members in a fixed order, as far as it has
/// them. `unreadable` lists, in base64, the labels under whose keys parts are sealed that can no longer be opened.
enum EventDocument {
    /// The members of a record in the order in which an event shows them.
    private static let members = [
        "actor", "onBehalfOf", "subject", "resource", "changes", "source", "transaction", "reason", "occurredAt",
        "request", "recordedBy", "id", "extra",
    ]

    static func text(index: UInt64, entry: Entry, record: Record?, unreadable: [Label]) -> String {
        var object = JSONObject()
        object["index"] = .int(index)
        object["time"] = .string(entry.time.rfc3339)
        object["kind"] = .string(entry.kind.rawValue)
        object["action"] = entry.action.map { .string($0.rawValue) }
        object["outcome"] = entry.outcome.map { .string($0.rawValue) }
        if let written = record?.json {
            for name in members { object[name] = written[name] }
        }
        if !unreadable.isEmpty {
            object["unreadable"] = .array(unreadable.map { .string($0.description) })
        }
        if let genesis = entry.genesis { object["genesis"] = json(of: genesis) }
        return JSONValue.object(object).text
    }

    private static func json(of genesis: Genesis) -> JSONValue {
        var object = JSONObject()
        object["origin"] = .string(genesis.origin)
        object["key"] = .string(genesis.key)
        object["predecessor"] = genesis.predecessor.map {
            ["origin": .string($0.origin), "size": .int($0.size), "root": .string($0.root.base64)]
        }
        return .object(object)
    }
}
