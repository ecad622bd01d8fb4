package import Hummingbird

/// Tells who sent a request.
package protocol Authenticator: Sendable {
    /// The caller; throws a 401 when the credentials are missing or not good.
    ///
    /// It records what it refuses: one counted entry per source and minute, never the credentials.
    func authenticate(_ request: Request, _ context: DoorContext) async throws(Problem) -> Principal
}
