import Catalog
import Gateway
import Hummingbird
import JSON
import Ledger
import Recorder
import Records
import TransparencyLog

/// What the page of the log says of gateways.
struct ConsoleGateways: Sendable {
    struct Line {
        let gateway: String
        let upstream: String
        let openAttempts: String
        let isWaiting: Bool
    }

    let gateways: Gateways

    /// The gateways that record in a log.
    func lines(log: String) -> [Line] {
        gateways.all.filter { $0.gateway.settings.log.hasSameBytes(as: log) }.map { gateway, _ in
            let (open, upstream) = (gateway.countOpen(), gateway.settings.upstream)
            let address = "\(upstream.scheme)://\(upstream.authority)\(upstream.path)"
            return Line(
                gateway: gateway.settings.name, upstream: address,
                openAttempts: CountText.grouped(UInt64(max(0, open))), isWaiting: open > 0)
        }
    }
}

/// `/console/log`: how the log stands.
struct LogPage: Sendable {
    let gateways: ConsoleGateways
    /// What is doubtful about the clock.
    let clock: @Sendable () -> [String]

    struct View {
        let log: String
        let origin: String
        let key: String
        let committed: String
        let published: String
        let waiting: String?
        let root: String
        let checkpoint: String
        let checkpointPath: String
        let lag: String
        let isBehind: Bool
        let first: TimeView?
        let last: TimeView?
        let problems: [String]
        let isWell: Bool
        let passes: String
        let bundles: String
        let gateways: [ConsoleGateways.Line]
        let hasGateways: Bool
    }

    func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        _ = try Query(request.uri.query, allowing: [])
        let log = visit.log
        let recorder = log.recorder
        let (published, note) = recorder.publishedCheckpoint()
        let checkpoint = try? PublishedCheckpoint(note, key: recorder.verifierKey, origin: recorder.origin)
        let committed = recorder.committedSize()
        let span = try await ConsoleQuestions(visit: visit).span()
        let problems = Readiness.reasons(log) + Readiness.damage(log) + clock()
        let report = log.scrubber.report
        let waiting = committed > published ? committed - published : 0
        let lines = gateways.lines(log: log.name)
        let view = View(
            log: log.name, origin: recorder.origin, key: recorder.verifierKey.description,
            committed: CountText.grouped(committed), published: CountText.grouped(published),
            waiting: waiting == 0 ? nil : CountText.grouped(waiting), root: checkpoint?.root ?? "",
            checkpoint: String(decoding: note, as: UTF8.self), checkpointPath: "/logs/\(log.name)/checkpoint",
            lag: CountText.grouped(log.catalog.lag), isBehind: log.catalog.lag > 0,
            first: span.map { TimeView($0.lowerBound) }, last: span.map { TimeView($0.upperBound) },
            problems: problems, isWell: problems.isEmpty, passes: CountText.grouped(report.passes),
            bundles: CountText.grouped(report.bundles), gateways: lines, hasGateways: !lines.isEmpty)
        return frame.response("log", view, title: "Log \(log.name)", room: .log)
    }
}
