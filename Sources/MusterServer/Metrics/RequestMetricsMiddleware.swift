import HTTPTypes
import Hummingbird

/// Measures requests by route template: as many series as there are routes, methods and statuses.
struct RequestMetricsMiddleware: RouterMiddleware {
    typealias Context = DoorContext
    let metrics: MetricsRegistry

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let inProgress = metrics.series("muster_http_requests_in_progress", []) { GaugeSeries() }
        inProgress.add(1)
        defer { inProgress.add(-1) }
        let response = try await next(request, context)
        let method = request.method.rawValue
        let labels = [
            ("route", context.endpointPath ?? "none"),
            ("method", Self.methods.contains(method) ? method : "other"),
            ("status", String(response.status.code)),
        ]
        metrics.series("muster_http_request_duration_seconds", labels) { HistogramSeries() }
            .record((ContinuousClock.now - start) / .seconds(1))
        return response
    }
}
