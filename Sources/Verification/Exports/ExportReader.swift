import Crypto
import JSON
import TransparencyLog

/// Reads an exported file piece by piece: its rows, and what it says of itself.
struct ExportReader {
    /// Why the file cannot be read as an export, and where.
    struct Malformed: Error {
        let line: UInt64
        let reason: String
    }

    private enum Format { case ndjson, csv }

    private var format: Format?
    private var records = ExportRecords(isCSV: false)
    /// The record that came last, which may be the one that says what the export was.
    private var last: ExportRecords.Record?
    private var head: JSONValue?
    /// Cells in the head of a file in CSV.
    private var columns = 0
    private var digest = SHA256()
    private var count: UInt64 = 0

    /// The rows that a piece of the file completes.
    mutating func feed(_ piece: [UInt8]) throws(Malformed) -> [ExportedRow] {
        guard let first = piece.first else { return [] }
        if format == nil {
            format = first == UInt8(ascii: "{") ? .ndjson : .csv
            records = ExportRecords(isCSV: format == .csv)
        }
        let complete: [ExportRecords.Record]
        do throws(ExportRecords.TooLong) { complete = try records.feed(piece) } catch {
            throw Malformed(line: 0, reason: "a line has more than \(ExportRecords.longest) bytes")
        }
        var rows: [ExportedRow] = []
        for record in complete {
            if let row = try take(record) { rows.append(row) }
        }
        return rows
    }

    /// What the file says of itself, and its digest: all there is before the last record.
    mutating func finish() throws(Malformed) -> (statement: ExportedStatement, digest: String, rows: UInt64) {
        if let rest = records.finish() {
            throw Malformed(line: rest.line, reason: "the file ends within a line: it was not written to its end")
        }
        guard let last else { throw Malformed(line: 1, reason: "the file is empty, and no export") }
        guard let statement = statement(last) else {
            throw Malformed(
                line: last.line,
                reason: "the last line does not say that the export is whole: it was cut short or changed")
        }
        return (statement, Base64.string(Array(digest.finalize())), count)
    }

    private func statement(_ last: ExportRecords.Record) -> ExportedStatement? {
        switch format {
        case .ndjson:
            guard let head, let end = (try? JSONValue(parsing: last.bytes))?["end"] else { return nil }
            return ExportedStatement(head, end: end)
        case .csv:
            guard let cells = ExportRecords.cells(last.bytes), cells.count == columns, let cell = cells.last,
                cells.dropLast().allSatisfy(\.isEmpty), let json = try? JSONValue(parsing: Array(cell.utf8))
            else { return nil }
            return ExportedStatement(json, end: json)
        case nil: return nil
        }
    }

    /// The record before is a row, or the head, now that another follows.
    private mutating func take(_ record: ExportRecords.Record) throws(Malformed) -> ExportedRow? {
        defer { last = record }
        guard let before = last else { return nil }
        digest.update(data: before.bytes)
        if before.line == 1 {
            try readHead(before)
            return nil
        }
        count += 1
        return try row(before)
    }

    private mutating func readHead(_ record: ExportRecords.Record) throws(Malformed) {
        if format == .csv {
            guard let names = ExportRecords.cells(record.bytes), names.prefix(2) == ["index", "leafHash"],
                names.last == "export"
            else { throw Malformed(line: 1, reason: "the first line is not the head of an export") }
            columns = names.count
        } else {
            guard let statement = (try? JSONValue(parsing: record.bytes))?["export"] else {
                throw Malformed(line: 1, reason: "the first line is not the head of an export")
            }
            head = statement
        }
    }

    private func row(_ record: ExportRecords.Record) throws(Malformed) -> ExportedRow {
        let row: ExportedRow? = format == .csv ? csvRow(record) : jsonRow(record)
        guard let row else {
            throw Malformed(line: record.line, reason: "the line is no row of an export: it has no index and leaf hash")
        }
        return row
    }

    private func csvRow(_ record: ExportRecords.Record) -> ExportedRow? {
        guard let cells = ExportRecords.cells(record.bytes), cells.count > 2, let index = UInt64(cells[0]),
            let hash = Hash(base64: Self.unprotected(cells[1]))
        else { return nil }
        return ExportedRow(line: record.line, index: index, leafHash: hash, content: .cells(cells))
    }

    /// The base64 of a hash may begin with a `+`.
    private static func unprotected(_ cell: String) -> String {
        cell.utf8.first == UInt8(ascii: "'") ? String(cell.dropFirst()) : cell
    }

    private func jsonRow(_ record: ExportRecords.Record) -> ExportedRow? {
        guard case .object(var object) = try? JSONValue(parsing: record.bytes), let index = object["index"]?.text,
            let index = UInt64(index), let text = object["leafHash"]?.stringValue, let hash = Hash(base64: text)
        else { return nil }
        object["leafHash"] = nil
        return ExportedRow(line: record.line, index: index, leafHash: hash, content: .object(.object(object)))
    }
}
