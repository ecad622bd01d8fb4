import Catalog
import Crypto
import Evidence
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder
import Records
import TransparencyLog

/// `GET /v1/reports` and `/v1/reports/{name}`: tables for reviewers, as JSON, CSV or a page, each with the checkpoint that it
/// rests on.
struct ReportsDoor: Door {
    let settings: ReportSettings

    static let openAPI = """
        {"/v1/reports": {"get": {"summary": "The reports there are, with their parameters (scope read)",
          "responses": {"200": {"description": "The list.", "content": {"application/json": {"schema": {"type": "object"}}}},
            \(AskOpenAPI.problems([401, 403]))}}},
         "/v1/reports/{name}": {"get": {"summary": "A report (scope read)",
          "parameters": [\(AskOpenAPI.path("name", "The report.", schema: names)),
            \(AskOpenAPI.parameters(parameters))],
          "responses": {"200": {"description": "The report, and the checkpoint that covers everything it looked at.",
            "content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {}, "text/html": {}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 409, 503, 504]))}}}}
        """

    private static var names: String {
        "{\"enum\": [" + ReportKind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") + "]}"
    }

    private static let parameters =
        ReportParameter.allCases.map { (name: $0.rawValue, schema: AskOpenAPI.text, description: $0.help) } + [
            (
                name: "format", schema: #"{"enum": ["json", "csv", "html"], "default": "json"}"#,
                description: "The form of the answer; left out, what Accept prefers, else JSON."
            ), AskOpenAPI.wait, AskOpenAPI.log,
        ]

    enum Format: String, CaseIterable { case json, csv, html }

    func add(to doors: Doors) {
        doors.add(.get, "/v1/reports", scope: .read) { request, visit in
            _ = try await visit.query(request)
            return .json(["reports": .array(ReportKind.allCases.map(Self.describe))])
        }
        doors.add(.get, "/v1/reports/{name}", scope: .read) { request, visit in
            let name = try visit.context.parameter("name")
            guard let kind = ReportKind(rawValue: name) else {
                throw Problem.notFound(
                    "There is no such report. There are \(ReportKind.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            let parameters = try await AskParameters(
                request, visit, allowing: kind.parameters.map(\.rawValue) + ["format"])
            let format = try parameters.choice("format", of: Format.self) ?? Self.preferred(request)
            var values: [String: String] = [:]
            for parameter in kind.parameters {
                if let value = try parameters.query.value(parameter.rawValue) { values[parameter.rawValue] = value }
            }
            let (report, basis) = try await visit.report(
                kind, values, waitingFor: try parameters.index("wait"), settings)
            try await visit.recordReading(
                .report, parameters, about: try await visit.reviewed(values), events: report.rows.count,
                range: 0..<report.position, report: kind.rawValue)
            return Self.response(report, basis, format)
        }
    }

    private static func describe(_ kind: ReportKind) -> JSONValue {
        [
            "name": .string(kind.rawValue), "title": .string(kind.title), "summary": .string(kind.summary),
            "parameters": .array(kind.parameters.map { ["name": .string($0.rawValue), "help": .string($0.help)] }),
        ]
    }

    private static func preferred(_ request: Request) -> Format {
        let accept = request.headers[.accept]?.lowercased() ?? ""
        if accept.hasPrefix("text/html") { return .html }
        return accept.hasPrefix("text/csv") ? .csv : .json
    }

    /// What a page of a report may do: show itself, with its own style sheet.
    private static let policy: String = {
        let hash = Data(SHA256.hash(data: Data(HTML.style.utf8))).base64EncodedString()
        return
            "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()

    static func response(_ report: Report, _ basis: ReportBasis, _ format: Format) -> Response {
        switch format {
        case .json: return .json(report.json(basis))
        case .csv:
            return .bytes(
                Array(report.csv(basis).utf8), type: "text/csv; charset=utf-8; header=present",
                headers: [.contentDisposition: "attachment; filename=\"\(report.kind.rawValue).csv\""])
        case .html:
            var headers = HTTPFields()
            headers[.contentSecurityPolicy] = policy
            headers[.xContentTypeOptions] = "nosniff"
            headers[HTTPField.Name("Referrer-Policy")!] = "no-referrer"
            return .bytes(Array(report.html(basis).utf8), type: "text/html; charset=utf-8", headers: headers)
        }
    }
}

extension Visit {
    /// How long a report waits for the checkpoint that covers it.
    private static let publication = Duration.seconds(10)

    /// Makes a report, and waits until a published checkpoint covers what it rests on.
    func report(
        _ kind: ReportKind, _ values: [String: String], waitingFor index: UInt64?, _ settings: ReportSettings
    ) async throws -> (Report, ReportBasis) {
        let now = Timestamp.now()
        do {
            let request = try ReportRequest(kind, values, now: now, settings: settings)
            let facts = log.integrity()
            let report = try await ask(waitingFor: index) { try await Report.make(request, from: $0, integrity: facts) }
            return (report, try await basis(covering: report.position, made: now))
        } catch let fault as ReportFault {
            throw Problem.badParameter(
                fault.parameter, "The parameter \(fault.parameter) is not of its form: \(fault.reason).")
        } catch NamedFault.unknown(let parameter) {
            throw Problem.unknownIdentity(parameter)
        } catch NamedFault.ambiguous(let parameter, let candidates) {
            throw Problem.ambiguousIdentity(candidates, field: parameter)
        }
    }

    /// What a report is about: the one thing that its parameter `resource` names.
    func reviewed(_ values: [String: String]) async throws -> Party? {
        guard log.open.readings.isOn, let name = values[ReportParameter.resource.rawValue] else { return nil }
        return try await ask(waitingFor: nil) { try await $0.party(named: name) }
    }

    private func basis(covering position: UInt64, made: Timestamp) async throws -> ReportBasis {
        let recorder = log.recorder
        if position > 0, recorder.publishedSize() < position {
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await recorder.waitPublished(index: position - 1) }
                group.addTask {
                    try await Task.sleep(for: Self.publication)
                    var problem = Problem(
                        .serviceUnavailable, "not-published",
                        "No checkpoint covers the report yet: \(recorder.publishedSize()) of its \(position) entries are published. Ask again."
                    )
                    problem.headers[.retryAfter] = "5"
                    throw problem
                }
                try await group.next()
            }
        }
        let note = recorder.checkpoint()
        let checkpoint = try Checkpoint.open(note, key: recorder.verifierKey, origin: recorder.origin)
        return ReportBasis(
            origin: recorder.origin, size: checkpoint.size, root: checkpoint.root.base64,
            checkpoint: String(decoding: note, as: UTF8.self), made: made)
    }
}

extension HostedLog {
    /// How the log stands now.
    func integrity() -> IntegrityFacts {
        let note = recorder.checkpoint()
        let checkpoint = try? Checkpoint.open(note, key: recorder.verifierKey, origin: recorder.origin)
        let signatures = (try? SignedNote(parsing: note))?.signatures.count ?? 0
        let scrub = scrubber.report
        return IntegrityFacts(
            position: catalog.position, committed: recorder.committedSize(), published: recorder.publishedSize(),
            origin: recorder.origin, verifierKey: "\(recorder.verifierKey)", isSigned: checkpoint != nil,
            cosignatures: max(0, signatures - 1), scrubPasses: scrub.passes, scrubbedBundles: scrub.bundles,
            faults: scrub.faults)
    }
}
