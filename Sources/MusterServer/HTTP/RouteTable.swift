import HTTPTypes
import Hummingbird

/// Which methods each path has, to tell a wrong method (405) from a wrong path (404).
struct RouteTable: Sendable {
    private let routes: [(pattern: [Substring], method: HTTPRequest.Method)]

    init(_ routes: [(path: String, method: HTTPRequest.Method)]) {
        self.routes = routes.map { ($0.path.split(separator: "/"), $0.method) }
    }

    init(_ router: Router<DoorContext>) {
        self.init(router.routes.map { ($0.path.description, $0.method) })
    }

    /// The answer to a request that no route takes.
    func explain(_ method: HTTPRequest.Method, _ path: String) -> Problem {
        let parts = path.split(separator: "/")
        var methods = Set(routes.filter { Self.matches($0.pattern, parts) }.map(\.method))
        guard !methods.isEmpty else { return .notFound("There is nothing here. /openapi.json lists every path.") }
        if methods.contains(.get) { methods.insert(.head) }
        let names = methods.map(\.rawValue).sorted()
        var problem = Problem(
            .methodNotAllowed, "method-not-allowed", "This path takes \(names.joined(separator: ", ")).")
        problem.headers[.allow] = names.joined(separator: ", ")
        return problem
    }

    private static func matches(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        for (index, piece) in pattern.enumerated() {
            if piece == "**" { return parts.count > index }
            guard index < parts.count else { return false }
            guard piece.first == "{" || piece == parts[index] else { return false }
        }
        return pattern.count == parts.count
    }
}
