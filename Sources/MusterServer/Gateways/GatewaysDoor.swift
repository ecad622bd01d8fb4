import Gateway
import HTTPTypes
import Hummingbird
import JSON
import Records

/// `/v1/gateways`: list, add, test and remove gateways, and what of theirs is open. Takes an `admin` token of log `main`.
struct GatewaysDoor: Door {
    let gateways: Gateways
    let logs: OpenLogs
    let limits: Configuration.Limits
    let own: OwnAddress

    func add(to doors: Doors) {
        doors.add(.get, "/v1/gateways", scope: .admin) { _, visit in
            try await Self.check(visit)
            let broken = gateways.broken.map { JSONValue.object(json($0)) }
            let there = gateways.all.map { JSONValue.object(json($0.gateway, $0.source)) }
            // Those that are gone and left something open.
            let left = gateways.left.filter { gateways.fault(named: $0.name) == nil }.map { left -> JSONValue in
                ["name": .string(left.name), "log": .string(left.log), "source": "removed", "open": .int(left.open)]
            }
            return .json(["gateways": .array(there + broken + left)])
        }
        doors.add(.post, "/v1/gateways", scope: .admin) { request, visit in
            try await Self.check(visit)
            return try await add(request, visit)
        }
        doors.add(.delete, "/v1/gateways/{name}", scope: .admin) { request, visit in
            try await Self.check(visit)
            let name = try visit.context.parameter("name")
            let force = request.uri.query == "force=true"
            let settings = try await Problem.fromGateways {
                try await gateways.remove(name, force: force) { settings in
                    try await record(.gatewayDelete, settings, visit)
                }
            }
            return .json(.object(settings.json()))
        }
        doors.add(.get, "/v1/gateways/{name}/pending", scope: .admin) { _, visit in
            try await Self.check(visit)
            let name = try visit.context.parameter("name")
            var pending = try gateways.pending(leftBy: name)
            if pending.isEmpty, gateways.fault(named: name) == nil { pending = try gateway(visit).pending() }
            return .json(["pending": .array(pending.map { .object(Self.json($0)) })])
        }
        doors.add(.post, "/v1/gateways/{name}/test", scope: .admin) { request, visit in
            try await Self.check(visit)
            let gateway = try gateway(visit)
            var findings = await gateway.test(access: Self.access(request), caller: visit.caller)
            if let astray = gateways.astray(gateway.settings, own: own) {
                findings.insert(GatewayFinding(.bad, "upstream address", astray), at: 0)
            }
            return .json(["findings": .array(findings.map(\.json))])
        }
        doors.add(.post, "/v1/gateways/{name}/reconcile", scope: .admin) { request, visit in
            try await Self.check(visit)
            let givesUp = try await visit.query(request, allowing: ["give-up"]).value("give-up") == "true"
            let name = try visit.context.parameter("name")
            if gateways.gateway(named: name) == nil, try !gateways.pending(leftBy: name).isEmpty {
                // The service of a gateway that is gone cannot be asked.
                let closed = givesUp ? try await gateways.giveUp(leftBy: name) : 0
                return .json(["closed": .int(closed), "pending": .int(try gateways.pending(leftBy: name).count)])
            }
            let gateway = try gateway(visit)
            // On younger ones the service may still be at work.
            let age = gateway.settings.timeouts.answer.components.seconds * 1_000
            let closed = await gateway.reconcile(
                access: Self.access(request), olderThan: age, now: Timestamp.now().milliseconds,
                patience: givesUp ? age : Gateway.patience)
            return .json(["closed": .int(closed), "pending": .int(try gateway.pending().count)])
        }
    }

    /// What to show to the upstream of a gateway without credentials: in a header of its own.
    private static func access(_ request: Request) -> [(name: String, value: String)] {
        request.headers[.upstreamAuthorization].map { [("Authorization", $0)] } ?? []
    }

    private static func check(_ visit: Visit) async throws {
        guard visit.principal.isLocalOperator || visit.principal.log == "main" else {
            await visit.recordRefusal(reason: "only an admin token of log main deals with gateways")
            throw Problem(.forbidden, "other-log", "Only an admin token of log main deals with gateways.")
        }
    }

    private func gateway(_ visit: Visit) throws -> Gateway {
        try gateways.working(try visit.context.parameter("name"))
    }

    private func add(_ request: Request, _ visit: Visit) async throws -> Response {
        let object = try await AdminBody.read(request, allowing: SettingsReader.keys, limits)
        let settings = try Problem.fromSettings { () throws(SettingsFault) in
            try SettingsReader.one(.object(object), place: "gateway")
        }
        try await Problem.fromGateways {
            try await gateways.add(settings) { try await record(.gatewayCreate, settings, visit) }
        }
        guard let gateway = gateways.gateway(named: settings.name) else {
            throw Problem.notFound("The gateway has been removed meanwhile.")
        }
        return .json(.object(json(gateway, .added)), status: .created)
    }

    private func record(_ action: Action, _ settings: GatewaySettings, _ visit: Visit) async throws {
        guard let main = logs.log(named: "main") else { return }
        let party = Party(type: "app", id: settings.name, namespace: "muster", name: settings.name)
        let shown: JSONValue = .object(settings.told)
        let isNew = action == .gatewayCreate
        let change = Change(path: "gateway", before: isNew ? nil : shown, after: isNew ? shown : nil)
        try await main.record(Record(action: action, subject: party, changes: [change]), by: visit.caller, key: nil)
    }

    private func json(_ gateway: Gateway, _ source: Gateways.Source) -> JSONObject {
        var object = gateway.settings.json()
        object["address"] = own.base.map { .string("\($0)/gateway/\(gateway.settings.name)") }
        object["source"] = .string(source.rawValue)
        object["open"] = .int(gateway.countOpen())
        object["warnings"] = warnings(of: gateway.settings)
        return object
    }

    private func json(_ broken: Gateways.Broken) -> JSONObject {
        var object = broken.settings.json()
        object["source"] = .string(broken.source.rawValue)
        object["fault"] = .string(broken.fault.description)
        object["warnings"] = warnings(of: broken.settings)
        return object
    }

    private static func json(_ attempt: OpenAttempt) -> JSONObject {
        var object = JSONObject([
            ("gateway", .string(attempt.gateway)), ("index", .int(attempt.index)),
            ("time", .string(Timestamp(milliseconds: attempt.time).rfc3339)),
            ("method", .string(attempt.method)), ("endpoint", .string(attempt.endpoint)),
        ])
        object["id"] = attempt.id.map { .string($0) }
        object["transaction"] = attempt.transaction.map { .string($0) }
        return object
    }
}

extension Gateways {
    /// The gateway of a name; 404 when there is none, 503 when it cannot work. Where the fault is stands in the answer, what
    /// is there in the list only: anybody may ask.
    func working(_ name: String) throws(Problem) -> Gateway {
        if let gateway = gateway(named: name) { return gateway }
        guard let broken = fault(named: name) else {
            throw Problem.notFound("There is no gateway of that name. Look at muster gateway list.")
        }
        var problem = Problem(
            .serviceUnavailable, "gateway-fault",
            "The gateway \(name) cannot be used: \(broken.fault.place) is at fault. muster gateway list says why.")
        problem.headers[.retryAfter] = "10"
        throw problem
    }
}

extension HTTPField.Name {
    static let upstreamAuthorization = HTTPField.Name("Upstream-Authorization")!  // valid, as every test checks
}

extension Problem {
    static func fromSettings<Value>(_ read: () throws(SettingsFault) -> Value) throws(Problem) -> Value {
        do { return try read() } catch { throw .invalid("It \(error.reason).", field: error.place) }
    }

    static func fromGateways<Value: Sendable>(_ act: () async throws -> Value) async throws -> Value {
        do { return try await act() } catch let error as SettingsFault {
            throw Problem.invalid("It \(error.reason).", field: error.place)
        } catch let refusal as Gateways.Refusal {
            switch refusal {
            case .taken(let reason), .configured(let reason): throw Problem(.conflict, "gateway-exists", "\(reason).")
            case .open(let reason): throw Problem(.conflict, "gateway-open", "\(reason).")
            case .missing(let reason): throw Problem.notFound("\(reason).")
            }
        }
    }
}
