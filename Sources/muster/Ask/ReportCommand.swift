import ArgumentParser
import Foundation
import JSON

/// `muster report`: tables for reviewers.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a report for reviewers; without a name, list the reports.",
        discussion: """
            Each report names the checkpoint that it rests on. Parameters are given as name=value; muster report lists \
            them. Needs a token with the scope read.

            EXAMPLES
              muster report
              muster report access-review resource=role:Auditor at=2026-06-30
              muster report leaver-delay from=2026-06-01 until=2026-06-30 --format html --out leavers.html
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, csv, html }

    @Argument(help: "The report.")
    var name: String?
    @Argument(help: ArgumentHelp("Parameters.", valueName: "name=value"))
    var parameters: [String] = []
    @Option(help: "Text for a terminal, CSV, or a page that stands for itself.")
    var format: Format = .text
    @Option(help: ArgumentHelp("Write it into a file, which must not exist.", valueName: "file"))
    var out: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for parameter in parameters where !parameter.contains("=") {
            throw ValidationError("A parameter is name=value: \(parameter)")
        }
        if output.isJSON && format != .text { throw ValidationError("Give --json or --format, not both.") }
    }

    func run() async throws {
        let client = try server.client(retyped: retyped)
        guard let name else {
            let answer = try await client.json(ServerRequest("GET", ["v1", "reports"]))
            return output.answer(answer) { _ in Self.list(answer) }
        }
        var query = parameters.map { text -> (String, String) in
            let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(halves[0]), String(halves[1]))
        }
        query.append(("format", format == .text ? "json" : format.rawValue))
        let request = ServerRequest("GET", ["v1", "reports", name], query: query)
        if format == .text {
            let answer = try await client.json(request)
            if let out { return try write(Data((output.isJSON ? answer.text : Self.text(answer)).utf8), to: out) }
            return output.answer(answer) { _ in Self.text(answer) }
        }
        let answer = try await client.send(request)
        guard answer.status == 200 else { throw client.refusal(answer) }
        if let out { return try write(Data(answer.body), to: out) }
        FileHandle.standardOutput.write(Data(answer.body))
    }

    /// Reports know no type and namespace: the label stands in the parameter that means several.
    private var retyped: RetypedCommand {
        let rest =
            (format == .text ? [] : ["--format", format.rawValue]) + (out.map { ["--out", $0] } ?? []) + output.flags
        return RetypedCommand { [name, parameters] candidate, field in
            guard let name, let field, let place = parameters.firstIndex(where: { $0.hasPrefix(field + "=") }) else {
                return nil
            }
            var parameters = parameters
            parameters[place] = "\(field)=\(candidate.label)"
            return ["report", name] + parameters + rest
        }
    }

    private func write(_ data: Data, to path: String) throws {
        do { try data.write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) } catch {
            throw Failure(.no, "\(path) cannot be written: it exists already, or its folder does not")
        }
    }

    private static func list(_ answer: JSONValue) -> String {
        var table = Table([Table.Column(title: "REPORT", isWhole: true), Table.Column(title: "WHAT IT SHOWS")])
        for report in answer["reports"]?.arrayValue ?? [] {
            let parameters = report["parameters"]?.arrayValue ?? []
            table.add(
                [report["name"]?.stringValue ?? "", report["summary"]?.stringValue ?? ""],
                below: parameters.map {
                    Table.Detail("\($0["name"]?.stringValue ?? "")=…", $0["help"]?.stringValue ?? "")
                })
        }
        return table.text
    }

    private static func text(_ answer: JSONValue) -> String {
        var parts = [answer["title"]?.stringValue ?? ""]
        if case .object(let parameters)? = answer["parameters"], !parameters.members.isEmpty {
            let lines = parameters.members.map { "\($0.name)=\(Terminal.harmless($0.value.stringValue ?? ""))" }
            parts.append(lines.joined(separator: "\n"))
        }
        if case .object(let summary)? = answer["summary"] {
            parts.append(summary.members.map { "\($0.name): \($0.value.stringValue ?? "")" }.joined(separator: "\n"))
        }
        let columns = answer["columns"]?.arrayValue ?? []
        var table = Table(columns.map { Table.Column(title: ($0["title"]?.stringValue ?? "").uppercased()) })
        for row in answer["rows"]?.arrayValue ?? [] {
            table.add(
                columns.map { column in
                    let value = row[column["name"]?.stringValue ?? ""]
                    return value.map { $0.isNull ? "" : $0.stringValue ?? $0.text } ?? ""
                })
        }
        parts.append(table.text)
        for note in answer["notes"]?.arrayValue ?? [] { parts.append(note.stringValue ?? "") }
        if answer["cut"]?.boolValue == true { parts.append("There are more rows than a report holds.") }
        let basis = answer["basis"] ?? .null
        parts.append(
            "Made at \(basis["made"]?.stringValue ?? "?"). "
                + "Rests on the first \(answer["position"]?.text ?? "?") entries of \(basis["origin"]?.stringValue ?? "?"); checkpoint "
                + "\(basis["size"]?.text ?? "?") \(basis["root"]?.stringValue ?? "?")")
        return parts.joined(separator: "\n\n")
    }
}
