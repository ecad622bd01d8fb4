package import HTTPTypes
package import Hummingbird

/// The place where doors are hung: a router, how its callers are told apart, and the logs behind it.
///
/// The same doors hang on the public listener (callers are tokens) and on the control socket (the caller is the
/// operator of the machine); only the authenticator differs.
package struct Doors {
    package let router: Router<DoorContext>
    package let authenticator: any Authenticator
    package let logs: HostedLogs

    package init(router: Router<DoorContext>, authenticator: any Authenticator, logs: HostedLogs) {
        self.router = router
        self.authenticator = authenticator
        self.logs = logs
    }

    /// Hangs a door that everybody may use.
    package func open(
        _ method: HTTPRequest.Method, _ path: RouterPath,
        use handler: @escaping @Sendable (Request, DoorContext) async throws -> Response
    ) {
        router.on(path, method: method, use: handler)
    }

    /// Hangs a door for callers that have `scope` in the log they are for.
    ///
    /// The handler runs only after the caller is known and allowed. Who is not known gets 401, who is not allowed
    /// 403; both are recorded as refused.
    package func add(
        _ method: HTTPRequest.Method, _ path: RouterPath, scope: Scope,
        use handler: @escaping @Sendable (Request, Visit) async throws -> Response
    ) {
        let gate = gate
        router.on(path, method: method) { request, context in
            let visit = try await gate.admit(request, context, scope: scope, to: "for \(method.rawValue) \(path)")
            return try await handler(request, visit)
        }
    }

    /// What lets callers in, for open doors that have something to guard after all.
    var gate: Gate { Gate(authenticator: authenticator, logs: logs) }

    func hang(_ doors: [any Door]) {
        for door in doors { door.add(to: self) }
    }
}
