import HTTPTypes
import Hummingbird
import NIOCore

/// Who is signed in, as pages show it.
struct SignedIn {
    let token: String
    let log: String
    /// The token of the form that signs out.
    let form: String
}

/// The frame around every page: head, navigation, and who is signed in.
struct PageFrame: Sendable {
    /// The entries of the navigation.
    enum Room: String, CaseIterable, Sendable {
        case search, access, impact, reports, log

        var title: String {
            switch self {
            case .search: "Search"
            case .access: "Access"
            case .impact: "Impact"
            case .reports: "Reports"
            case .log: "Log"
            }
        }

        var path: String { self == .search ? "/console" : "/console/\(rawValue)" }
    }

    struct View {
        let title: String
        let signedIn: SignedIn?
        let rooms: [Link]
        let body: String
    }

    struct Link {
        let title: String
        let path: String
        let isCurrent: Bool
    }

    var signedIn: SignedIn?

    init(signedIn: SignedIn? = nil) { self.signedIn = signedIn }

    /// A whole page: a template filled in, under a title of its own and one entry of the navigation.
    func response(
        _ template: String, _ view: Any, title: String, room: Room? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let links = Room.allCases.map { Link(title: $0.title, path: $0.path, isCurrent: $0 == room) }
        let page = View(
            title: title, signedIn: signedIn, rooms: links, body: ConsoleTemplates.render(template, view))
        let html = ConsoleTemplates.render("frame", page)
        return .bytes(Array(html.utf8), type: "text/html; charset=utf-8", status: status)
    }
}

/// What cannot be shown, as a page.
enum FailurePage {
    struct View {
        let status: Int
        let heading: String
        let detail: String
        let faultyField: String?
    }

    static func response(_ problem: Problem, in frame: PageFrame) -> Response {
        let view = View(
            status: problem.status.code, heading: heading(problem.status), detail: problem.detail,
            faultyField: problem.field)
        var response = frame.response("failure", view, title: view.heading, status: problem.status)
        for name in [.retryAfter, .allow, .accept] as [HTTPField.Name] {
            response.headers[name] = problem.headers[name]
        }
        if problem.closesConnection { response.headers[.connection] = "close" }
        return response
    }

    private static func heading(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "There is nothing here"
        case .forbidden: "That is not allowed"
        case .badRequest: "That cannot be read"
        case .serviceUnavailable, .gatewayTimeout: "Not just now"
        default: status.reasonPhrase
        }
    }
}
