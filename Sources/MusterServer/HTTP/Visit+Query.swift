package import Hummingbird
import JSON

extension Visit {
    /// The parameters behind the request's `?`: those named, and `log`.
    ///
    /// A token belongs to one log, so `log` may name that one only; the local operator chooses with it.
    ///
    /// - Throws: 400 that names an unknown parameter, 403 for another log.
    package func query(_ request: Request, allowing names: [String] = []) async throws -> Query {
        let query = try Query(request.uri.query, allowing: names + ["log"])
        if let log = try query.value("log") { try await requireOwnLog(log) }
        return query
    }

    /// Refuses, and records it, unless the caller may mean that log.
    func requireOwnLog(_ log: String) async throws {
        guard !principal.isLocalOperator, !log.hasSameBytes(as: principal.log) else { return }
        await recordRefusal(reason: "the token belongs to another log than the one named")
        throw Problem(
            .forbidden, "other-log",
            "The token belongs to log \(principal.log). Use a token of the log that is meant, or leave log out.",
            field: "log")
    }
}
