package import JSON
import Records

extension Report {
    /// The report as JSON: `report`, `title`, `parameters`, `summary`, `notes`, `columns`, `rows` (objects by column), `cut`,
    /// `position`, `checkpoint`.
    package func json(_ basis: ReportBasis) -> JSONValue {
        let rows = rows.map { row in
            JSONValue.object(JSONObject(zip(unique, row).map { ($0, $1.json) }))
        }
        return .object(
            JSONObject([
                ("report", .string(kind.rawValue)), ("title", .string(kind.title)),
                ("parameters", .object(JSONObject(parameters.map { ($0.name, .string($0.value)) }))),
                ("summary", .object(JSONObject(summary.map { ($0.title, .string($0.value)) }))),
                ("notes", .array(notes.map(JSONValue.string))),
                ("columns", .array(zip(unique, columns).map { ["name": .string($0), "title": .string($1.title)] })),
                ("rows", .array(rows)), ("cut", .bool(isCut)), ("position", .int(position)), ("basis", basis.json),
            ]))
    }

    private var unique: [String] { columns.map(\.name) }
}

extension ReportBasis {
    var json: JSONValue {
        [
            "origin": .string(origin), "size": .int(size), "root": .string(root), "made": .string(made.rfc3339),
            "checkpoint": .string(checkpoint),
        ]
    }
}

extension Report.Cell {
    var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .int(number)
        case .record(let index): .int(index)
        case .time(let time): .string(time.rfc3339)
        case .none: .null
        }
    }

    /// As text, for people and for CSV.
    package var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .record(let index): String(index)
        case .time(let time): time.rfc3339
        case .none: ""
        }
    }
}
