internal import JSON
internal import TransparencyLog

/// What checking an exported file told.
package struct ExportReport: Sendable {
    package internal(set) var file: String
    package internal(set) var origin: String?
    /// The key, and whether whoever asked gave it.
    package internal(set) var key: String?
    package internal(set) var isKeyGiven: Bool
    package internal(set) var query: String?
    /// Entries that the export was made from, and those that its checkpoint covers.
    package internal(set) var position: UInt64?
    package internal(set) var size: UInt64?
    package internal(set) var rows: UInt64 = 0
    /// Rows whose content was compared with the record; nil without keys.
    package internal(set) var compared: UInt64?
    /// Rows that could not be compared, for keys are gone.
    package internal(set) var unreadable: UInt64 = 0
    package internal(set) var faults: [Fault] = []
    package internal(set) var faultCount = 0
    package internal(set) var obstacle: String?

    /// Faults weigh more than obstacles.
    package var outcome: VerificationReport.Outcome {
        guard faults.isEmpty else { return .failed }
        return obstacle == nil ? .verified : .unknown
    }

    /// For people: what was checked, and at the end one line with the answer.
    package var text: String {
        var lines: [String] = []
        if let origin { lines.append("log       \(origin)") }
        if let key {
            let note = isKeyGiven ? "given" : "taken from the log itself; give --vkey to be sure whose log this is"
            lines.append("key       \(key) (\(note))")
        }
        if let query { lines.append("query     \(query) (the file says so; nothing checks it)") }
        if let position { lines.append("entries   the first \(position) of the log were looked at") }
        lines.append("contents  \(contents)")
        lines.append("note      whether rows are missing cannot be seen from the file: it is a selection")
        lines += faults.map { "fault     \($0)" }
        if faultCount > faults.count { lines.append("fault     … and \(faultCount - faults.count) more") }
        lines.append(summary)
        return lines.map(Harmless.text).joined(separator: "\n") + "\n"
    }

    private var contents: String {
        guard let compared else { return "not compared: that takes the log's keys; only leaf hashes were" }
        let rest = unreadable > 0 ? "; \(unreadable) could not be, for their keys are erased or missing" : ""
        return "\(compared) compared with the records\(rest)"
    }

    private var summary: String {
        switch outcome {
        case .verified: "verified: \(rows) rows, covered by a checkpoint of \(size ?? 0) entries of \(origin ?? "")"
        case .failed: "FAILED: \(faults.first.map { "\($0)" } ?? "")"
        case .unknown: "COULD NOT TELL: \(obstacle ?? "")"
        }
    }

    /// For programs: one JSON object.
    package var json: [UInt8] {
        var members: [(name: String, value: JSONValue)] = [
            ("ok", .bool(outcome == .verified)), ("outcome", .string(outcome.rawValue)), ("file", .string(file)),
            ("origin", .text(origin)), ("key", .text(key)), ("key_source", .string(isKeyGiven ? "argument" : "log")),
            ("query", .text(query)), ("position", .number(position)), ("size", .number(size)), ("rows", .number(rows)),
            ("compared", .number(compared)), ("unreadable", .number(unreadable)),
            ("faults", .array(faults.map { ["index": .number($0.index), "reason": .string($0.reason)] })),
            ("fault_count", .number(UInt64(faultCount))),
        ]
        if let obstacle { members.append(("obstacle", .string(obstacle))) }
        return JSONValue.object(JSONObject(members)).bytes + [UInt8(ascii: "\n")]
    }
}
