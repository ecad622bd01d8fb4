import Records

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
    /// The report as CSV: the columns and rows, then, behind an empty line, what it rests on.
    package func csv(_ basis: ReportBasis) -> String {
        var text = CSV.row(columns.map(\.name))
        for row in rows { text += CSV.row(row.map(\.text)) }
        text += "\r\n"
        text += CSV.row(["report", kind.rawValue])
        for (name, value) in parameters { text += CSV.row(["parameter " + name, value]) }
        for (title, value) in summary { text += CSV.row([title, value]) }
        for note in notes { text += CSV.row(["note", note]) }
        if isCut { text += CSV.row(["cut", "there are more rows than \(Report.mostRows)"]) }
        text += CSV.row(["entries", String(position)])
        text += CSV.row(["made", basis.made.rfc3339])
        text += CSV.row(["checkpoint origin", basis.origin])
        text += CSV.row(["checkpoint size", String(basis.size)])
        text += CSV.row(["checkpoint root", basis.root])
        return text
    }
}
