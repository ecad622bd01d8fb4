internal import JSON

/// What checking a report's file told.
package struct ReportFileFindings: Sendable {
    package internal(set) var file: String
    /// Which report it says to be, with its rows, the records that these name, and the entries that it rests on.
    package internal(set) var report: String?
    package internal(set) var origin: String?
    package internal(set) var rows: UInt64?
    package internal(set) var records: UInt64?
    package internal(set) var position: UInt64?
    /// Whether it is in CSV, and so says itself whether it is whole.
    package internal(set) var isDigested = false
    /// The key, and whether whoever asked gave it.
    package internal(set) var key: String?
    package internal(set) var isKeyGiven: Bool
    /// Entries that its checkpoint covers, and those that the log has now.
    package internal(set) var size: UInt64?
    package internal(set) var logSize: UInt64?
    package internal(set) var faults: [Fault] = []
    package internal(set) var faultCount = 0
    package internal(set) var obstacle: String?

    init(file: String, isKeyGiven: Bool) {
        self.file = file
        self.isKeyGiven = isKeyGiven
    }

    mutating func take(_ file: ReportFile) {
        (report, origin, rows) = (file.report, file.origin, UInt64(file.rows))
        (records, position, isDigested) = (UInt64(file.references.count), file.position, file.stated != nil)
    }

    /// Faults weigh more than obstacles.
    package var outcome: VerificationReport.Outcome {
        guard faults.isEmpty else { return .failed }
        return obstacle == nil ? .verified : .unknown
    }

    /// For people: what was checked and what was not, and at the end one line with the answer.
    package var text: String {
        var lines: [String] = []
        if let origin { lines.append("log       \(origin)") }
        if let key {
            let note = isKeyGiven ? "given" : "taken from the log itself; give --vkey to be sure whose log this is"
            lines.append("key       \(key) (\(note))")
        }
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
        lines += faults.map { "fault     \($0)" }
        if faultCount > faults.count { lines.append("fault     … and \(faultCount - faults.count) more") }
        lines.append(summary)
        return lines.map(Harmless.text).joined(separator: "\n") + "\n"
    }

    private static func counted(_ number: UInt64, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    private var summary: String {
        switch outcome {
        case .verified:
            "verified: the report rests on a checkpoint of \(Self.counted(size ?? 0, "entry", "entries")) of "
                + "\(origin ?? ""), and names no record beyond"
        case .failed: "FAILED: \(faults.first.map { "\($0)" } ?? "")"
        case .unknown: "COULD NOT TELL: \(obstacle ?? "")"
        }
    }

    /// For programs: one JSON object.
    package var json: [UInt8] {
        var members: [(name: String, value: JSONValue)] = [
            ("ok", .bool(outcome == .verified)), ("outcome", .string(outcome.rawValue)), ("file", .string(file)),
            ("report", .text(report)), ("origin", .text(origin)), ("key", .text(key)),
            ("key_source", .string(isKeyGiven ? "argument" : "log")), ("position", .number(position)),
            ("size", .number(size)), ("log_size", .number(logSize)), ("rows", .number(rows)),
            ("records", .number(records)), ("rows_checked", .bool(false)),
            ("faults", .array(faults.map { ["index": .number($0.index), "reason": .string($0.reason)] })),
            ("fault_count", .number(UInt64(faultCount))),
        ]
        if let obstacle { members.append(("obstacle", .string(obstacle))) }
        return JSONValue.object(JSONObject(members)).bytes + [UInt8(ascii: "\n")]
    }
}
