import HTTPTypes
import Hummingbird
import JSON
import Logging
import NIOHTTP1
import Recorder

/// Turns everything that is thrown into an answer: problem+json, or a SCIM error under `/scim`.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = DoorContext
    let routes: RouteTable
    /// Who is signed in to the console, whose pages keep their navigation when something is wrong.
    let sessions: SessionAuthenticator?

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = problem(for: error, request, context)
            if SCIMProblem.covers(request.uri.path) { return SCIMProblem.response(problem) }
            guard ConsoleDoor.covers(request.uri.path) else { return problem.response }
            let frame = sessions.flatMap { sessions in
                sessions.principal(of: request).map { sessions.frame(request, $0) }
            }
            return FailurePage.response(problem, in: frame ?? PageFrame())
        }
    }

    private func problem(for error: any Error, _ request: Request, _ context: DoorContext) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as JSONError: return .malformed(error)
        case let error as RecorderError: return .recorder(error)
        case let error as DataDirectoryError: return .dataDirectory(error)
        case is SlowClient: return .slowClient
        case is ClientGone: return .clientGone
        case let error as HTTPParserError: return .malformedRequest(error)
        case is CancellationError: return .stopping
        case let error as any HTTPResponseError where error.status == .notFound:
            return routes.explain(request.method, request.uri.path)
        case let error as any HTTPResponseError:
            return Problem(error.status, "http", "The request was refused: \(error.status.reasonPhrase).")
        default:
            context.logger.error(
                "a request failed", metadata: ["request": .string(context.requestID), "error": "\(error)"])
            return Problem(
                .internalServerError, "internal",
                "The server failed; its log says more under request \(context.requestID).")
        }
    }
}
