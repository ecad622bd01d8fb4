package import JSON

/// The columns of an export in CSV, made from an event as it is answered.
package enum ExportColumns {
    private static let party = ["type", "id", "namespace", "name", "externalId"]
    private static let origin = ["address", "agent", "session"]

    private static let paths: [(column: String, path: [String])] =
        ["time", "kind", "action", "outcome"].map { ($0, [$0]) } + columns("actor", party + origin)
        + columns("onBehalfOf", party) + columns("subject", party)

    private static let texts = ["source", "transaction", "reason", "occurredAt", "request", "recordedBy", "id"]

    /// The names of all columns. `resources` is the list when there are several; of these the columns before it have the
    /// first. `export` is empty but in the last record.
    package static let names: [String] =
        ["index", "leafHash"] + paths.map(\.column) + columns("resource", party).map(\.column) + [
            "resources", "changes",
        ]
        + texts + ["extra", "unreadable", "genesis", "export"]

    private static func columns(_ member: String, _ parts: [String]) -> [(column: String, path: [String])] {
        parts.map { (member + $0.prefix(1).uppercased() + $0.dropFirst(), [member, $0]) }
    }

    /// The cells of an event, as text without quotes or protection.
    package static func cells(_ event: JSONValue, leafHash: String) -> [String] {
        let resources: [JSONValue]
        switch event["resource"] {
        case .array(let several)?: resources = several
        case let one?: resources = [one]
        case nil: resources = []
        }
        var cells = [text(event["index"]), leafHash]
        cells += paths.map { text(value(event, $0.path)) }
        cells += party.map { text(resources.first?[$0]) }
        cells.append(resources.count > 1 ? JSONValue.array(resources).text : "")
        cells.append(text(event["changes"]))
        cells += texts.map { text(event[$0]) }
        cells += ["extra", "unreadable", "genesis"].map { text(event[$0]) }
        return cells + [""]
    }

    /// The last record: empty cells, and what the export says of itself.
    static func last(_ statement: JSONValue) -> [String] {
        Array(repeating: "", count: names.count - 1) + [statement.text]
    }

    private static func value(_ event: JSONValue, _ path: [String]) -> JSONValue? {
        path.reduce(JSONValue?.some(event)) { value, name in value?[name] }
    }

    /// A text as it is, anything else as JSON, nothing as nothing.
    private static func text(_ value: JSONValue?) -> String { value?.stringValue ?? value?.text ?? "" }
}
