internal import JSON

/// What checking an exported file told.
@dynamicMemberLookup
package struct ExportReport: Sendable {
    /// What is told of every file; its members are as good as this one's own.
    package internal(set) var common: FileFindings
    package internal(set) var query: String?
    /// Entries that the export was made from, and those that its checkpoint covers.
    package internal(set) var position: UInt64?
    package internal(set) var size: UInt64?
    package internal(set) var rows: UInt64 = 0
    /// Rows whose content was compared with the record; nil without keys.
    package internal(set) var compared: UInt64?
    /// Rows that could not be compared, for keys are gone.
    package internal(set) var unreadable: UInt64 = 0

    init(file: String, isKeyGiven: Bool) { common = FileFindings(file: file, isKeyGiven: isKeyGiven) }

    package subscript<Value>(dynamicMember path: KeyPath<FileFindings, Value>) -> Value { common[keyPath: path] }

    /// For people: what was checked, and at the end one line with the answer.
    package var text: String {
        var lines: [String] = []
        if let query { lines.append("query     \(query) (the file says so; nothing checks it)") }
        if let position { lines.append("entries   the first \(position) of the log were looked at") }
        lines.append("contents  \(contents)")
        lines.append("note      whether rows are missing cannot be seen from the file: it is a selection")
        return common.text(
            lines, verified: "\(rows) rows, covered by a checkpoint of \(size ?? 0) entries of \(self.origin ?? "")")
    }

    private var contents: String {
        guard let compared else { return "not compared: that takes the log's keys; only leaf hashes were" }
        let rest = unreadable > 0 ? "; \(unreadable) could not be, for their keys are erased or missing" : ""
        return "\(compared) compared with the records\(rest)"
    }

    /// For programs: one JSON object.
    package var json: [UInt8] {
        common.json([
            ("query", .text(query)), ("position", .number(position)), ("size", .number(size)), ("rows", .number(rows)),
            ("compared", .number(compared)), ("unreadable", .number(unreadable)),
        ])
    }
}
