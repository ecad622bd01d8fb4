import HTTPTypes
import Hummingbird
import Logging

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")!  // a valid token, checked by every test
    static let musterLog = HTTPField.Name("Muster-Log")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
}

/// Gives every request its id, answers with it, and writes one line of the server's log.
///
/// The line has method, route template, status and duration; never a path, query, header or body, which may hold
/// secrets and personal data.
struct RequestMiddleware: RouterMiddleware {
    typealias Context = DoorContext

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = RequestID.accept(request.headers[.requestID])
        let start = ContinuousClock.now
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        response.headers[.contentTypeOptions] = "nosniff"
        let level: Logger.Level = response.status.code >= 500 ? .warning : .debug
        context.logger.log(
            level: level, "answered",
            metadata: [
                "request": .string(context.requestID), "method": .string(request.method.rawValue),
                "route": .string(context.endpointPath ?? "-"),
                "status": .stringConvertible(response.status.code),
                "duration": .string("\(ContinuousClock.now - start)"),
            ])
        return response
    }
}
