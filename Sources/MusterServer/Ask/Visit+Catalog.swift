import Catalog
import HTTPTypes
import JSON
import Records

extension Visit {
    /// How long `wait=INDEX` waits.
    static let patience = Duration.seconds(10)

    /// Waits for the entry that the caller wants to read, when it names one, and asks the catalog.
    func ask<Answer: Sendable>(
        _ parameters: AskParameters, _ question: @escaping @Sendable (Catalog) async throws -> Answer
    ) async throws -> Answer {
        try await ask(waitingFor: try parameters.index("wait"), question)
    }

    /// The same, for the entry with that index. The question takes one of the log's places for questions, and ends when
    /// the client goes.
    func ask<Answer: Sendable>(
        waitingFor index: UInt64?, _ question: @escaping @Sendable (Catalog) async throws -> Answer
    ) async throws -> Answer {
        let place = try log.questions.enter("questions", for: principal)
        defer { withExtendedLifetime(place) {} }
        let catalog = log.catalog
        do {
            return try await context.whilePresent {
                if let index { try await catalog.wait(for: index, timeout: Self.patience) }
                return try await question(catalog)
            }
        } catch let error as CatalogError {
            throw Problem.catalog(error)
        } catch let error as QueryError {
            throw Problem.badParameter(
                error.parameter, "The condition on \(error.parameter) cannot be answered: \(error.reason).")
        }
    }
}

extension Problem {
    /// What the catalog cannot do now: 504 for an entry that was waited for in vain, 503 while it is built or closed.
    static func catalog(_ error: CatalogError) -> Problem {
        var problem: Problem
        switch error {
        case .behind(let awaited, let position):
            problem = Problem(
                .gatewayTimeout, "behind",
                "The catalog did not reach entry \(awaited) in time: it holds the first \(position) entries of the log. "
                    + "Ask again, or check that the entry was recorded in this log.")
            problem.field = "wait"
            problem.members = [("position", .int(position))]
        case .rebuilding(let progress):
            problem = Problem(
                .serviceUnavailable, "rebuilding",
                "The catalog is being built from the log: \(progress.position) of \(progress.total) entries are in. "
                    + "Ask again when /readyz says ready.")
            problem.members = [("position", .int(progress.position)), ("total", .int(progress.total))]
            problem.headers[.retryAfter] = "5"
        case .unusable, .closed:
            problem = Problem(.serviceUnavailable, "catalog", "Nothing can be asked now; records are still taken.")
            problem.headers[.retryAfter] = "5"
        }
        return problem
    }
}
