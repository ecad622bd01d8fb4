import Glibc
import JSON

/// What became of the lines that were sent: told line by line, and summed up.
struct AppendReport {
    let isJSON: Bool
    private(set) var total = 0
    private var counts: [String: Int] = [:]
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
            if case .number(let number)? = result["index"], let index = number.uint64Value { lastIndex = index }
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
        let problem = result["problem"] ?? result["error"] ?? result
        let field = (problem["field"] ?? result["field"])?.stringValue.map { "\($0): " } ?? ""
        let reason = (problem["detail"] ?? result["detail"])?.stringValue
        let usual =
            status == "conflict"
            ? "its id was used for another record, at index \(result["index"]?.text ?? "?")" : "not recorded"
        return Terminal.harmless("line \(line.number): \(status): \(field)\(reason ?? usual)")
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
