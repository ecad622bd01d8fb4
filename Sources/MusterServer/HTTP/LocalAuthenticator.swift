import HTTPTypes
import Hummingbird

/// At the control socket everybody is the operator of the machine: the socket's mode is the lock.
///
/// The log is chosen by the header `Muster-Log` or the query's `log`; `main` otherwise.
struct LocalAuthenticator: Authenticator {
    func authenticate(_ request: Request, _ context: DoorContext) async throws(Problem) -> Principal {
        var log = request.headers[.musterLog]
        if log == nil { log = try Query(request.uri.query).value("log") }
        return Principal(
            name: Principal.localOperatorName, scopes: Set(Scope.allCases), log: log ?? "main", isLocalOperator: true)
    }
}
