import Foundation
import JSON

/// What a gateway's writes took beside waiting for the service behind it, by classes of time: `muster_gateway_own_seconds` at `/metrics`.
struct OwnTimes {
    /// How many writes took at most so many seconds; the last is without a bound.
    private let steps: [(bound: Double, count: Int)]

    /// Asks the server.
    ///
    /// - Throws: `Failure` when it does not answer, or has no such gateway.
    init(of gateway: String, _ service: SCIMServer) throws {
        let server = SCIMServer(host: service.host, port: service.port, path: "", token: service.token)
        let answer = try server.ask("GET", "/metrics")
        guard answer.status == 200 else { throw SCIMPeople.unexpected(answer) }
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        steps = lines.compactMap { line in
            guard line.hasPrefix("muster_gateway_own_seconds_bucket{"), line.contains("gateway=\"\(gateway)\""),
                let bound = line.firstMatch(of: /le="([^"]+)"\} (\d+)/), let count = Int(bound.2)
            else { return nil }
            return (bound.1 == "+Inf" ? .infinity : Double(bound.1) ?? .infinity, count)
        }
        guard !steps.isEmpty else { throw Failure(.usage, "the server has no gateway called \(gateway)") }
    }

    /// The bounds in milliseconds between which the median and the 99th percentile lie of the writes since an earlier look.
    func figures(since earlier: OwnTimes) -> JSONValue {
        let counts = zip(steps, earlier.steps).map { (bound: $0.bound * 1000, count: $0.count - $1.count) }
        let all = counts.last?.count ?? 0
        func bounds(_ share: Double) -> JSONValue {
            guard let place = counts.firstIndex(where: { Double($0.count) >= Double(all) * share }), all > 0 else {
                return .null
            }
            let lower = place == 0 ? 0 : counts[place - 1].bound
            let upper = counts[place].bound
            return [Measurement.number(lower, 2), upper.isFinite ? Measurement.number(upper, 2) : .null]
        }
        return ["writes": .int(all), "p50_ms": bounds(0.5), "p99_ms": bounds(0.99)]
    }
}
