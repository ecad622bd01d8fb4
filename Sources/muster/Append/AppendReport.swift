import Glibc
import JSON

/// What became of the lines that were sent: told line by line, and summed up.
struct AppendReport {
    let isJSON: Bool
    private(set) var total = 0
    private var counts: [String: Int] = [:]
    /// The largest index recorded in this run.
    private var lastIndex: UInt64?

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Whether a person types the records.
    static var isTyped: Bool { isatty(STDIN_FILENO) == 1 && Terminal.isWatched }

    /// Takes the results of a batch. As JSON every line's result is printed, else only the failures.
    mutating func add(_ results: [JSONValue], of lines: [NumberedLine]) {
        for (result, line) in zip(results, lines) {
            total += 1
            let status = result["status"]?.stringValue ?? "refused"
            counts[status, default: 0] += 1
            if status == "recorded", case .number(let number)? = result["index"], let index = number.uint64Value {
                lastIndex = max(lastIndex ?? 0, index)
            }
            if isJSON {
                var object = JSONObject([("line", .int(line.number))])
                for member in result.objectValue?.members ?? [] { object[member.name] = member.value }
                Terminal.print(JSONValue.object(object).text)
            } else if status != "recorded" && status != "duplicate" {
                Terminal.complain(Self.failure(result, status, line))
            }
        }
    }

    private static func failure(_ result: JSONValue, _ status: String, _ line: NumberedLine) -> String {
        if let told = told(result, status, line) { return "line \(line.number): \(status): \(told)" }
        let problem = result["problem"] ?? result["error"] ?? result
        let field = (problem["field"] ?? result["field"])?.stringValue
        let reason = (problem["detail"] ?? result["detail"])?.stringValue ?? "not recorded"
        return "line \(line.number): \(Terminal.harmless(status)): \(RefusalText.of(field: field, reason: reason))"
    }

    /// What is better said in the words of this command than in those of HTTP.
    private static func told(_ result: JSONValue, _ status: String, _ line: NumberedLine) -> String? {
        let hasID = (try? JSONValue(parsing: line.bytes))?["id"] != nil
        if status == "conflict" {
            let name = hasID ? "its id" : "its key (--key with the line's number)"
            return "\(name) was recorded before with other content, at index \(result["index"]?.text ?? "?")"
        }
        guard !hasID, result["error"]?["field"]?.stringValue == "id" else { return nil }
        return #"the record has no "id": give it one, or use --key TEXT, so that it can be sent again safely"#
    }

    private var summary: String {
        let recorded = counts["recorded"] ?? 0
        let duplicates = counts["duplicate"] ?? 0
        var parts = ["\(recorded) recorded"]
        if duplicates > 0 { parts.append("\(duplicates) known before") }
        if failed > 0 { parts.append("\(failed) failed") }
        return parts.joined(separator: ", ") + (lastIndex.map { "; last index \($0)" } ?? "")
    }

    private var failed: Int { total - (counts["recorded"] ?? 0) - (counts["duplicate"] ?? 0) }

    /// - Throws: `Failure` with status 1 when any line failed; its message was printed before.
    func end() throws {
        if !isJSON { Terminal.print(summary) }
        if failed > 0 { throw Failure(.no, "") }
    }

    /// Says how far it came before it broke off.
    func endEarly() {
        if total > 0 && !isJSON { Terminal.remark("before that: \(summary)") }
    }
}
