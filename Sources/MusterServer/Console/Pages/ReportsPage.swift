import Evidence
import Hummingbird

/// `/console/reports`: the reports there are, each with the way to its page.
struct ReportsPage {
    struct View {
        let reports: [Line]
    }

    struct Line {
        let name: String
        let title: String
        let about: String
    }

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        _ = try Query(request.uri.query, allowing: [])
        let lines = ReportKind.allCases.map { kind in
            Line(name: kind.rawValue, title: kind.title, about: kind.summary)
        }
        return frame.response("reports", View(reports: lines), title: "Reports", room: .reports)
    }
}
