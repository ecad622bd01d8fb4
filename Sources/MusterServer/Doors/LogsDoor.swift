import HTTPTypes
import Hummingbird
import JSON

/// `/v1/logs`: create and list logs. Creating takes an `admin` token of log `main`.
struct LogsDoor: Door {
    let administration: Administration
    let limits: Configuration.Limits

    func add(to doors: Doors) {
        doors.add(.get, "/v1/logs", scope: .admin) { _, visit in
            let logs = try await administration.listLogs().filter { Self.sees(visit, $0.name) }
            return .json(["logs": .array(logs.map(\.json))])
        }
        doors.add(.get, "/v1/logs/{name}", scope: .admin) { _, visit in
            let name = try visit.context.parameter("name")
            guard Self.sees(visit, name) else { throw Problem.notFound("There is no such log for this token.") }
            return .json(try await Problem.fromAdministration { try await administration.showLog(name) }.json)
        }
        doors.add(.post, "/v1/logs/{name}/publish", scope: .admin) { _, visit in
            let name = try visit.context.parameter("name")
            guard Self.sees(visit, name) else { throw Problem.notFound("There is no such log for this token.") }
            return .json(try await Problem.fromAdministration { try await administration.publishLog(name) }.json)
        }
        doors.add(.post, "/v1/logs", scope: .admin) { request, visit in
            guard visit.principal.isLocalOperator || visit.principal.log == "main" else {
                await visit.recordRefusal(reason: "only an admin token of log main creates logs")
                throw Problem(.forbidden, "other-log", "Only an admin token of log main creates logs.")
            }
            let object = try await AdminBody.read(request, allowing: ["name", "origin"], limits)
            let name = try AdminBody.string(object, "name")
            let origin = try AdminBody.string(object, "origin")
            let summary = try await Problem.fromAdministration {
                try await administration.createLog(name, origin: origin, by: visit.caller)
            }
            return .json(summary.json, status: .created)
        }
    }

    /// Who administers `main` sees every log, others their own.
    private static func sees(_ visit: Visit, _ name: String) -> Bool {
        visit.principal.isLocalOperator || visit.principal.log == "main" || visit.principal.log.hasSameBytes(as: name)
    }
}
