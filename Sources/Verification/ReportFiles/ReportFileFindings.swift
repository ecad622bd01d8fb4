internal import JSON

/// What checking a report's file told.
@dynamicMemberLookup
package struct ReportFileFindings: Sendable {
    /// What is told of every file; its members are as good as this one's own.
    package internal(set) var common: FileFindings
    /// Which report it says to be, with its rows, the records that these name, and the entries that it rests on.
    package internal(set) var report: String?
    package internal(set) var rows: UInt64?
    package internal(set) var records: UInt64?
    package internal(set) var position: UInt64?
    /// Whether it is in CSV, and so says itself whether it is whole.
    package internal(set) var isDigested = false
    /// Entries that its checkpoint covers, and those that the log has now.
    package internal(set) var size: UInt64?
    package internal(set) var logSize: UInt64?

    init(file: String, isKeyGiven: Bool) { common = FileFindings(file: file, isKeyGiven: isKeyGiven) }

    package subscript<Value>(dynamicMember path: KeyPath<FileFindings, Value>) -> Value { common[keyPath: path] }

    mutating func take(_ file: ReportFile) {
        common.origin = file.origin
        (report, rows) = (file.report, UInt64(file.rows))
        (records, position, isDigested) = (UInt64(file.references.count), file.position, file.stated != nil)
    }

    /// For people: what was checked and what was not, and at the end one line with the answer.
    package var text: String {
        var lines: [String] = []
        if let report, let rows {
            lines.append("report    \(report), \(Self.counted(rows, "row")) (the file says so; nothing checks it)")
        }
        if let position, let records {
            lines.append(
                "entries   it rests on the first \(position) of the log; \(Self.counted(records, "record is", "records are")) named in it"
            )
        }
        if let logSize { lines.append("history   the log has \(Self.counted(logSize, "entry", "entries")) now") }
        if report != nil {
            lines.append(
                "note      what the rows say is not checked: the server worked it out, and the log signs no reports; "
                    + (isDigested ? "the digest guards against accidents only; " : "")
                    + "to be sure, make the report again")
        }
        return common.text(
            lines,
            verified: "the report rests on a checkpoint of \(Self.counted(size ?? 0, "entry", "entries")) of "
                + "\(self.origin ?? ""), and names no record beyond")
    }

    private static func counted(_ number: UInt64, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    /// For programs: one JSON object.
    package var json: [UInt8] {
        common.json([
            ("report", .text(report)), ("position", .number(position)), ("size", .number(size)),
            ("log_size", .number(logSize)), ("rows", .number(rows)), ("records", .number(records)),
            ("rows_checked", .bool(false)),
        ])
    }
}
