import HTTPTypes
import Hummingbird
package import JSON
import Records

/// `/v1/tokens`: create, list and revoke the tokens of the caller's log.
struct TokensDoor: Door {
    let administration: Administration
    let limits: Configuration.Limits

    func add(to doors: Doors) {
        doors.add(.get, "/v1/tokens", scope: .admin) { request, visit in
            let log = try await log(of: request, nil, visit)
            return .json(try await Problem.fromAdministration { try await administration.tokenList(log: log) })
        }
        doors.add(.post, "/v1/tokens", scope: .admin) { request, visit in try await create(request, visit) }
        doors.add(.delete, "/v1/tokens/{name}", scope: .admin) { request, visit in try await revoke(request, visit) }
        doors.add(.post, "/v1/tokens/{name}/revoke", scope: .admin) { request, visit in
            try await revoke(request, visit)
        }
    }

    private func create(_ request: Request, _ visit: Visit) async throws -> Response {
        let object = try await AdminBody.read(request, allowing: ["name", "scopes", "source", "log"], limits)
        let name = try AdminBody.string(object, "name")
        let log = try await log(of: request, object["log"] == nil ? nil : AdminBody.string(object, "log"), visit)
        let source = try object["source"] == nil ? nil : AdminBody.string(object, "source")
        let created = try await Problem.fromAdministration {
            try await administration.createToken(
                name, scopes: try Self.scopes(object), source: source, log: log, by: visit.caller)
        }
        var answer = created.token.json(log: log)
        answer["token"] = .string(created.value)
        return .json(.object(answer), status: .created)
    }

    private func revoke(_ request: Request, _ visit: Visit) async throws -> Response {
        let name = try visit.context.parameter("name")
        let log = try await log(of: request, nil, visit)
        return try await Problem.fromAdministration {
            .json(.object(try await administration.revokeToken(name, log: log, by: visit.caller)))
        }
    }

    /// The log meant: the caller's own. Only the local operator may mean another.
    private func log(of request: Request, _ named: String?, _ visit: Visit) async throws -> String {
        let asked = try await visit.query(request).value("log")
        if let named { try await visit.requireOwnLog(named) }
        return named ?? asked ?? visit.principal.log
    }

    private static func scopes(_ object: JSONObject) throws(Problem) -> Set<Scope> {
        guard let items = object["scopes"]?.arrayValue else {
            throw .invalid("The scopes must be an array of strings.", field: "scopes")
        }
        var scopes: Set<Scope> = []
        for (index, item) in items.enumerated() {
            guard let scope = item.stringValue.flatMap(Scope.init(rawValue:)) else {
                let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalid("A scope is one of \(known).", field: "scopes[\(index)]")
            }
            scopes.insert(scope)
        }
        return scopes
    }
}

extension Token {
    /// Keys `name`, `log`, `scopes`, `source`, `created`, `revoked` (null while it is good). Never the value or its hash.
    package func json(log: String) -> JSONObject {
        JSONObject([
            ("name", .string(name)), ("log", .string(log)),
            ("scopes", .array(scopes.sorted().map { .string($0.rawValue) })), ("source", .string(source)),
            ("created", .string(created.rfc3339)), ("revoked", revoked.map { .string($0.rfc3339) } ?? .null),
        ])
    }
}
