import Evidence
import Hummingbird
import JSON
import Recorder
import Records

/// `/console/reports/{name}`: a report, with a form for its parameters and the way from each row to its records.
struct ReportPage: Sendable {
    let settings: ReportSettings

    struct View {
        let name: String
        let title: String
        let about: String
        let fields: [Field]
        let hasFields: Bool
        var fault: String?
        var candidates: [Candidate] = []
        var isAmbiguous = false
        var result: Result?
    }

    /// A parameter of the report, as it describes itself.
    struct Field {
        let name: String
        let label: String
        let hint: String
        let value: String
        let placeholder: String
        let isRequired: Bool
        let isFaulty: Bool
    }

    struct Candidate {
        let path: String
        let party: PartyView
    }

    struct Pair {
        let term: String
        let text: String
    }

    struct Result {
        let used: [Pair]
        let summary: [Pair]
        let notes: [String]
        let table: String
        let more: String?
        let position: String
        let made: TimeView
        let origin: String
        let checkpoint: String
        let files: [Pair]
    }

    /// Rows that a page shows; the files have all.
    private static let most = 2_000

    func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let name = try visit.context.parameter("name")
        guard let kind = ReportKind(rawValue: name) else { throw Problem.notFound("There is no such report.") }
        let names = kind.parameters.map(\.rawValue)
        let parameters = try await AskParameters(request, visit, allowing: names)
        var values: [String: String] = [:]
        for name in names {
            // A field that was left empty is a parameter that was not given.
            if let value = try parameters.query.value(name), !value.isEmpty { values[name] = value }
        }
        var view = Self.view(kind, values)
        guard kind.parameters.allSatisfy({ !$0.isRequired || values[$0.rawValue] != nil }) else {
            return frame.response("report", view, title: kind.title, room: .reports)
        }
        do {
            let (report, basis) = try await visit.report(kind, values, waitingFor: nil, settings)
            try await visit.recordReading(
                .report, parameters, about: try await visit.reviewed(values), events: report.rows.count,
                range: 0..<report.position, report: kind.rawValue)
            view.result = Self.result(report, basis, values)
            return frame.response("report", view, title: kind.title, room: .reports)
        } catch let problem as Problem where [400, 404, 409].contains(problem.status.code) {
            view = Self.view(kind, values, faulty: problem.field)
            view.fault = problem.detail
            view.candidates = Self.candidates(problem, kind, values)
            view.isAmbiguous = !view.candidates.isEmpty
            return frame.response("report", view, title: kind.title, room: .reports, status: problem.status)
        }
    }

    private static func view(_ kind: ReportKind, _ values: [String: String], faulty: String? = nil) -> View {
        let fields = kind.parameters.map { parameter in
            Field(
                name: parameter.rawValue, label: parameter.label, hint: parameter.help,
                value: values[parameter.rawValue] ?? "", placeholder: parameter.example,
                isRequired: parameter.isRequired, isFaulty: parameter.rawValue == faulty)
        }
        return View(
            name: kind.rawValue, title: kind.title, about: kind.summary, fields: fields, hasFields: !fields.isEmpty)
    }

    private static func result(_ report: Report, _ basis: ReportBasis, _ values: [String: String]) -> Result {
        let rows = CountText.grouped(UInt64(report.rows.count))
        var more: String?
        if report.rows.count > most {
            more = "The first \(CountText.grouped(UInt64(most))) of \(rows) rows. The files have all of them."
        }
        return Result(
            used: report.parameters.map { Pair(term: $0.name, text: $0.value) },
            summary: report.summary.map { Pair(term: $0.title, text: $0.value) },
            notes: report.notes + (report.isCut ? ["There are more rows than \(Report.mostRows)."] : []),
            table: report.table(most: most) { "/console/events/\($0)" }, more: more,
            position: CountText.grouped(report.position), made: TimeView(basis.made), origin: basis.origin,
            checkpoint: basis.checkpoint,
            files: [("CSV", "csv"), ("JSON", "json"), ("A page to keep", "html")].map {
                Pair(term: $0.0, text: path("/v1/reports/", report.kind, values, [("format", $0.1)]))
            })
    }

    /// Each candidate leads to the report of it, by its label.
    private static func candidates(
        _ problem: Problem, _ kind: ReportKind, _ values: [String: String]
    ) -> [Candidate] {
        guard let field = problem.field, let found = problem.members.first(where: { $0.0 == "candidates" }) else {
            return []
        }
        return (found.1.arrayValue ?? []).map { identity in
            var values = values
            values[field] = identity["label"]?.stringValue ?? values[field]
            return Candidate(path: path("/console/reports/", kind, values, []), party: PartyView(identity))
        }
    }

    private static func path(
        _ door: String, _ kind: ReportKind, _ values: [String: String], _ more: [(String, String)]
    ) -> String {
        let items = kind.parameters.compactMap { parameter in
            values[parameter.rawValue].map { (parameter.rawValue, $0) }
        }
        let query = (items + more).map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        return door + kind.rawValue + (query.isEmpty ? "" : "?" + query)
    }
}

extension ReportParameter {
    /// As a form names it.
    fileprivate var label: String {
        switch self {
        case .from: "From"
        case .until: "Up to and with"
        case .at: "At the end of"
        case .resource: "Group, role, app or permission"
        default: rawValue.prefix(1).uppercased() + rawValue.dropFirst()
        }
    }

    fileprivate var example: String {
        switch self {
        case .from: "2026-06-01"
        case .until, .at: "2026-06-30"
        case .zone: "Europe/Berlin"
        case .resource: "group:Auditors"
        default: ""
        }
    }

    /// Whether there is no report without it.
    fileprivate var isRequired: Bool { self == .resource }
}
