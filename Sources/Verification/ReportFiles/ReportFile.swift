import Crypto
import JSON
import TransparencyLog

/// A report for reviewers as a file, in JSON or CSV: what it says of itself, and the records that its rows name.
struct ReportFile {
    /// Why the bytes are no report.
    struct Malformed: Error {
        let reason: String
    }

    /// The index of a record that a row names.
    struct Reference {
        /// The row, from 1.
        let row: Int
        let column: String
        let index: UInt64
    }

    let report: String
    /// Entries of the log that it rests on.
    let position: UInt64
    let origin: String
    let size: UInt64
    /// Base64.
    let root: String
    /// The signed note.
    let checkpoint: [UInt8]
    /// Rows that it has, and in CSV what it says of them.
    let rows: Int
    let stated: Statement?
    let references: [Reference]

    /// What the last record of a file in CSV says of the rest.
    struct Statement {
        let rows: UInt64
        /// SHA-256 of all before it, in base64.
        let digest: String
        /// The digest that it has.
        let actual: String
    }

    /// Bytes of a report at most; one of 250,000 rows is some 100 MB.
    static let longest = 512 << 20
    private static let limits = JSONLimits(bytes: longest, values: 16_000_000)

    /// Columns of this form hold indices of records: `record`, `leftRecord`.
    static func namesRecord(_ column: String) -> Bool { column == "record" || column.hasSuffix("Record") }

    init(parsing bytes: [UInt8]) throws(Malformed) {
        guard let first = bytes.first else { throw Malformed(reason: "the file is empty, and no report") }
        if first == UInt8(ascii: "<") {
            throw Malformed(reason: "a page cannot be checked; make the report as JSON or CSV")
        }
        if first == UInt8(ascii: "{") { try self.init(json: bytes) } else { try self.init(csv: bytes) }
    }

    private init(json bytes: [UInt8]) throws(Malformed) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: bytes, limits: Self.limits) } catch {
            throw Malformed(reason: "it is no JSON: \(error.reason), at byte \(error.offset)")
        }
        guard let rows = value["rows"]?.arrayValue else { throw Malformed(reason: "it is no report: it has no rows") }
        var references: [Reference] = []
        for (place, row) in rows.enumerated() {
            guard case .object(let object) = row else { throw Malformed(reason: "row \(place + 1) is no object") }
            for member in object.members where Self.namesRecord(member.name) && !member.value.isNull {
                references.append(try Self.reference(place + 1, member.name, member.value.text))
            }
        }
        try self.init(value, rows: rows.count, stated: nil, references)
    }

    private init(csv bytes: [UInt8]) throws(Malformed) {
        var records = ExportRecords(isCSV: true)
        guard var lines = try? records.feed(bytes), records.finish() == nil, lines.count >= 2 else {
            throw Malformed(reason: "the file is no report, or was not written to its end")
        }
        let last = lines.removeLast()
        guard let columns = ExportRecords.cells(lines[0].bytes), columns.count > 1, columns.last == "report" else {
            throw Malformed(reason: "the first line is not the head of a report")
        }
        guard let cells = ExportRecords.cells(last.bytes), cells.count == columns.count, let cell = cells.last,
            cells.dropLast().allSatisfy(\.isEmpty), let value = try? JSONValue(parsing: cell),
            value["format"]?.stringValue == "muster-report/1", let rows = value["rows"]?.text.uint64,
            let digest = value["sha256"]?.stringValue
        else {
            throw Malformed(reason: "the last line does not say that the report is whole: it was cut short or changed")
        }
        var references: [Reference] = []
        for (place, line) in lines.dropFirst().enumerated() {
            guard let cells = ExportRecords.cells(line.bytes), cells.count == columns.count else {
                throw Malformed(reason: "line \(line.line) has not as many cells as the head")
            }
            for (column, cell) in zip(columns, cells) where Self.namesRecord(column) && !cell.isEmpty {
                references.append(try Self.reference(place + 1, column, cell))
            }
        }
        let actual = Base64.string(Array(SHA256.hash(data: bytes.dropLast(last.bytes.count))))
        try self.init(
            value, rows: lines.count - 1, stated: Statement(rows: rows, digest: digest, actual: actual), references)
    }

    /// What both forms say of themselves with the same members.
    private init(
        _ value: JSONValue, rows: Int, stated: Statement?, _ references: [Reference]
    ) throws(Malformed) {
        guard let report = value["report"]?.stringValue, let position = value["position"]?.text.uint64,
            let basis = value["basis"], let origin = basis["origin"]?.stringValue,
            let size = basis["size"]?.text.uint64,
            let root = basis["root"]?.stringValue, let note = basis["checkpoint"]?.stringValue
        else { throw Malformed(reason: "it is no report: it does not say which, or what it rests on") }
        (self.report, self.position, self.origin, self.size, self.root) = (report, position, origin, size, root)
        (checkpoint, self.rows, self.stated, self.references) = (Array(note.utf8), rows, stated, references)
    }

    private static func reference(_ row: Int, _ column: String, _ text: String) throws(Malformed) -> Reference {
        guard let index = text.uint64 else {
            throw Malformed(reason: "row \(row) has no index in its column \(column)")
        }
        return Reference(row: row, column: column, index: index)
    }
}

extension String {
    /// A whole number without a sign.
    fileprivate var uint64: UInt64? {
        utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(self) : nil
    }
}
