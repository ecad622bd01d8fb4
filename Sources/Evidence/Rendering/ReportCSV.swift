import Crypto
import JSON
import Records
import TransparencyLog

/// Comma-separated values (RFC 4180), safe to open in a spreadsheet.
package enum CSV {
    /// One row with its line end. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    package static func row(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(text) == nil {
            text = "'" + text
        }
        guard text.utf8.contains(where: { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }) else {
            return text
        }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension Report {
    /// The report as CSV: one table, whose last column, `report`, is empty but in the last record. That one has nothing else, and
    /// there as JSON what the report says of itself: `format` (`muster-report/1`), all members of the JSON form but the rows,
    /// their number, and `sha256`, of all bytes before that record, in base64.
    package func csv(_ basis: ReportBasis) -> String {
        var text = CSV.row(columns.map(\.name) + ["report"])
        for row in rows { text += CSV.row(row.map(\.text) + [""]) }
        var statement = JSONObject([("format", .string("muster-report/1"))])
        if case .object(let whole) = json(basis) {
            for member in whole.members where member.name != "rows" { statement[member.name] = member.value }
        }
        statement["rows"] = .int(rows.count)
        statement["sha256"] = .string(Base64.string(Array(SHA256.hash(data: Array(text.utf8)))))
        return text + CSV.row(columns.map { _ in "" } + [JSONValue.object(statement).text])
    }
}
