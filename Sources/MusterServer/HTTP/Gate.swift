import HTTPTypes
import Hummingbird
import Recorder

/// Lets a request in, or refuses it and records that.
struct Gate: Sendable {
    let authenticator: any Authenticator
    let logs: HostedLogs

    func admit(
        _ request: Request, _ context: DoorContext, scope: Scope?, to what: String
    ) async throws -> Visit {
        let principal = try await authenticator.authenticate(request, context)
        return try await admit(principal, request, context, scope: scope, to: what)
    }

    /// Lets somebody in whose credentials are good, or refuses it and records that.
    func admit(
        _ principal: Principal, _ request: Request, _ context: DoorContext, scope: Scope?, to what: String
    ) async throws -> Visit {
        guard let log = logs.log(named: principal.log) else {
            throw Problem.notFound("There is no log \(principal.log) on this server. Look at muster log list.")
        }
        var context = context
        context.principal = principal
        let visit = Visit(
            context: context, principal: principal, log: log,
            caller: Caller(
                token: principal.name, source: principal.source, canAttest: principal.may(.attest),
                address: context.address,
                agent: request.headers[.userAgent].map(Self.bounded), request: context.requestID))
        guard let scope, !principal.may(scope) else { return visit }
        await visit.recordRefusal(reason: "the token lacks the scope \(scope.rawValue)")
        throw Problem.missing(scope, for: what)
    }

    /// At most 256 bytes of a user agent: it goes into records.
    static func bounded(_ agent: String) -> String {
        agent.utf8.count <= 256 ? agent : String(agent.unicodeScalars.prefix(64).map(Character.init))
    }
}
