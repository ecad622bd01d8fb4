import Foundation
import Gateway
import JSON
import Logging
import NIOCore
import Recorder
import Records
import Synchronization

/// A gateway over a real log in a folder of its own, in front of a service in memory.
struct TestGateway: Sendable {
    let gateway: Gateway
    let service: FakeService
    let recorder: Recorder
    let sink: FaultySink
    let log: GatewayLog

    static let base = "https://muster.example/gateway/app"

    static func settings(_ change: (inout GatewaySettings) -> Void = { _ in }) throws -> GatewaySettings {
        var settings = try SettingsReader.one(
            ["name": "app", "upstream": .string(FakeService.base), "credentials": ["bearer": "upstream-secret-9f2c"]],
            place: "gateway")
        change(&settings)
        return settings
    }

    static func run<T>(
        _ change: (inout GatewaySettings) -> Void = { _ in }, _ body: (TestGateway) async throws -> T
    ) async throws -> T {
        let folder = NSTemporaryDirectory() + "muster-gateway-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        return try await open(folder, FakeService(), try settings(change), body)
    }

    /// Two stretches of a gateway's life on one folder and service, as if the process had been killed in between.
    static func restarting(
        deletingState: Bool = false, _ first: (TestGateway) async throws -> Void,
        _ second: (TestGateway) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "muster-gateway-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        let service = FakeService()
        try await open(folder, service, try settings(), first)
        service.set {
            $0.behave = nil
            $0.arrive = nil
        }
        if deletingState { try FileManager.default.removeItem(atPath: folder + "/catalog/main/gateway.sqlite") }
        try await open(folder, service, try settings(), second)
    }

    /// Closes what is open, however young; nothing is given up.
    func reconcile() async -> Int { await gateway.reconcile(olderThan: 0, now: .max / 2, patience: .max / 2) }

    /// One stretch of a gateway's life on a folder.
    static func open<T>(
        _ folder: String, _ service: FakeService, _ settings: GatewaySettings, _ body: (TestGateway) async throws -> T
    ) async throws -> T {
        let recorder = try await Recorder.open(name: "main", data: folder)
        let sink = FaultySink(recorder: recorder)
        let log = try GatewayLog(recorder: recorder, sink: sink, folder: folder + "/catalog/main")
        try await log.catchUp()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let gateway = try Gateway(settings, log: log, upstream: service, logger: logger)
        let result: Result<T, any Error>
        do {
            result = .success(
                try await body(
                    TestGateway(
                        gateway: gateway, service: service, recorder: recorder, sink: sink, log: log)))
        } catch { result = .failure(error) }
        log.close()
        await recorder.close()
        return try result.get()
    }

    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, headers: [(String, String)] = [],
        text: String? = nil, query: String? = nil
    ) async -> (status: Int, json: JSONValue?, headers: [(name: String, value: String)], text: String) {
        let answer = await gateway.respond(
            to: GatewayRequest(
                method: method, path: path, query: query,
                headers: [("Content-Type", "application/scim+json")] + headers,
                body: text.map { Array($0.utf8) } ?? body?.bytes ?? [], base: Self.base,
                caller: Caller(
                    token: "okta", canAttest: false, address: "10.0.0.9", agent: "test/1", request: UUID().uuidString)))
        var bytes: [UInt8] = []
        switch answer.body {
        case .bytes(let whole): bytes = whole
        case .stream(let parts):
            do { for try await part in parts { bytes += Array(part.readableBytesView) } } catch {}
        }
        return (
            answer.status, try? JSONValue(parsing: bytes), answer.headers, String(decoding: bytes, as: UTF8.self)
        )
    }

    func user(_ name: String, _ more: [(String, JSONValue)] = []) async -> String {
        let answer = await send("POST", "/Users", .object(JSONObject([("userName", .string(name))] + more)))
        return answer.json?["id"]?.stringValue ?? "none"
    }

    func patch(_ path: String, _ attribute: String, _ value: JSONValue) async -> Int {
        await send(
            "PATCH", path, ["Operations": [["op": "replace", "path": .string(attribute), "value": value]]]
        ).status
    }

    /// All records of the gateway, in order.
    func records(from start: UInt64 = 1) throws -> [Record] {
        try recorder.committed(from: start, limit: 10_000).compactMap(\.record)
    }

    /// The records as short lines: action, outcome, subject, changed paths, what the mark says.
    func lines(from start: UInt64 = 1) throws -> [String] {
        try records(from: start).map { record in
            let mark = record.extra?["gateway"]
            var words = [record.action.rawValue, record.outcome.rawValue, record.subject.name ?? record.subject.type]
            words += record.changes.map(\.path)
            if mark?["closes"] == true { words.append("closes") }
            if let observed = mark?["observed"]?.stringValue { words.append(observed) }
            if mark?["drift"] == true { words.append("drift") }
            if mark?["first"] == true { words.append("first") }
            return words.joined(separator: " ")
        }
    }

    /// Every attempt with the number of outcomes that it has.
    func outcomes() throws -> [UInt64: Int] {
        var outcomes: [UInt64: Int] = [:]
        for entry in try recorder.committed(from: 1, limit: 10_000) {
            guard let record = entry.record else { continue }
            if record.outcome == .attempted { outcomes[entry.index, default: 0] += 0 }
            let mark = record.extra?["gateway"]
            if mark?["closes"] == true, let attempt = mark?["attempt"]?.intValue {
                outcomes[UInt64(attempt), default: 0] += 1
            }
        }
        return outcomes
    }
}

/// A log that fails when it is told to.
final class FaultySink: GatewaySink {
    let recorder: Recorder
    private let left = Mutex<Int?>(nil)
    private let keeps = Mutex(false)

    init(recorder: Recorder) { self.recorder = recorder }

    /// Takes so many appends more, and then none; nil for all.
    ///
    /// With `keeping` the first that fails is durable all the same, as if the process ended right after it.
    func fail(after count: Int?, keeping: Bool = false) {
        left.withLock { $0 = count }
        keeps.withLock { $0 = keeping }
    }

    func appendDurably(_ submissions: [Submission]) async throws(RecorderError) -> [UInt64] {
        let isFailing = left.withLock { left in
            guard let count = left else { return false }
            if count > 0 { left = count - 1 }
            return count == 0
        }
        if isFailing {
            let isKept = keeps.withLock { keeps in
                defer { keeps = false }
                return keeps
            }
            if isKept { _ = try await recorder.appendDurably(submissions) }
            throw .full("no space is left")
        }
        return try await recorder.appendDurably(submissions)
    }
}
