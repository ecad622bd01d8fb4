import Foundation
import Gateway
import JSON
import Logging
import Recorder
import Records
import Synchronization
import Testing

/// The gateways of a server: added, removed, kept, and found.
@Suite struct GatewaysTests {
    /// Gateways over a real log, in a folder of their own.
    static func run(
        _ configured: [JSONValue] = [], kept: [JSONValue] = [],
        _ body: (Gateways, _ file: String, FaultySink) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "muster-gateways-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        let recorder = try await Recorder.open(name: "main", data: folder)
        let sink = FaultySink(recorder: recorder)
        let log = try GatewayLog(recorder: recorder, sink: sink, folder: folder + "/catalog/main")
        try await log.catchUp()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let file = folder + "/gateways.json"
        if !kept.isEmpty { try Data(JSONValue.array(kept).bytes).write(to: URL(filePath: file)) }
        let settings = try SettingsReader.list(.array(configured))
        let gateways = try Gateways(configured: settings, file: file, logger: logger) { name in
            name == "main" ? log : nil
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body(gateways, file, sink)) } catch { result = .failure(error) }
        await gateways.close()
        await recorder.close()
        try result.get()
    }

    static func one(_ name: String, _ more: [(String, JSONValue)] = []) -> JSONValue {
        .object(JSONObject([("name", .string(name)), ("upstream", "http://127.0.0.1:9/scim")] + more))
    }

    static func settings(_ name: String, _ more: [(String, JSONValue)] = []) throws -> GatewaySettings {
        try SettingsReader.one(one(name, more), place: "gateway")
    }

    static let missing: (String, JSONValue) = ("tls", ["ca-file": "/nowhere/ca.pem"])

    @Test func nothingIsKeptOfWhatCannotWork() async throws {
        try await Self.run { gateways, file, _ in
            await #expect(throws: SettingsFault.self) { try await gateways.add(try Self.settings("a", [Self.missing])) }
            #expect(!FileManager.default.fileExists(atPath: file))
            try await gateways.add(try Self.settings("a"))
            #expect(gateways.gateway(named: "a") != nil)
        }
    }

    /// A record that cannot be written keeps a gateway from being added, and from being removed.
    @Test func recordedBeforeItIsDone() async throws {
        struct Full: Error {}
        try await Self.run { gateways, file, _ in
            await #expect(throws: Full.self) { try await gateways.add(try Self.settings("a")) { throw Full() } }
            #expect(gateways.all.isEmpty && !FileManager.default.fileExists(atPath: file))
            try await gateways.add(try Self.settings("a"))
            await #expect(throws: Full.self) { _ = try await gateways.remove("a") { _ in throw Full() } }
            #expect(gateways.gateway(named: "a") != nil)
        }
    }

    @Test func brokenOnesDoNotKeepTheServerFromStarting() async throws {
        try await Self.run([Self.one("c", [("log", "none")])], kept: [Self.one("a", [Self.missing]), Self.one("b")]) {
            gateways, _, _ in
            #expect(gateways.all.map(\.gateway.settings.name) == ["b"])
            #expect(gateways.broken.map(\.settings.name) == ["a", "c"])
            #expect(gateways.fault(named: "a")?.fault.place == "tls.ca-file")
            #expect(gateways.fault(named: "c")?.fault.place == "gateways.c.log")
            try await gateways.add(try Self.settings("d"))
            _ = try await gateways.remove("a")
            #expect(gateways.fault(named: "a") == nil)
        }
    }

    @Test func manyAtOnce() async throws {
        try await Self.run { gateways, file, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<30 {
                    group.addTask { try await gateways.add(try Self.settings("g\(number)")) }
                }
                try await group.waitForAll()
            }
            let kept = try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: file))))
            #expect(try SettingsReader.list(kept).count == 30)
        }
    }

    @Test func hostsComeBeforePaths() async throws {
        let list = [Self.one("b", [("path", "/apps/crm")]), Self.one("a", [("host", "h.test")])]
        try await Self.run(list) { gateways, _, _ in
            for _ in 0..<20 {
                #expect(gateways.place(host: "H.test", path: "/apps/crm/Users")?.name == "a")
                #expect(gateways.place(host: "other", path: "/apps/crm/Users")?.name == "b")
                #expect(gateways.place(host: "other", path: "/apps/crmx") == nil)
            }
        }
    }

    @Test func openAttemptsKeepAGateway() async throws {
        try await Self.run { gateways, _, sink in
            try await gateways.add(try Self.settings("a"))
            let gateway = try #require(gateways.gateway(named: "a"))
            sink.fail(after: 1)
            #expect(await gateway.respond(to: Self.write("/Me")).status == 503)
            sink.fail(after: nil)
            #expect(gateway.countOpen() == 1)
            await #expect(throws: Gateways.Refusal.self) { _ = try await gateways.remove("a") }
            #expect(await gateway.respond(to: Self.write("/Me")).status != 503 || gateway.countOpen() == 1)
            _ = try await gateways.remove("a", force: true)
            #expect(gateways.all.isEmpty)
            let answer = await gateway.respond(to: Self.write("/Me"))
            #expect(answer.status == 503 && gateway.countOpen() == 1)
            #expect(gateways.left.map(\.name) == ["a"] && gateways.left.map(\.open) == [1])
            #expect(try gateways.pending(leftBy: "a").map(\.method) == ["PATCH"])
            #expect(try await gateways.giveUp(leftBy: "a", notAfter: 0) == 0)
            try await gateways.add(try Self.settings("a"))
            #expect(gateways.left.isEmpty && gateways.gateway(named: "a")?.countOpen() == 1)
        }
    }

    /// What a removed gateway left open can be given up; what one that is there has open cannot.
    @Test func whatIsLeftIsGivenUp() async throws {
        try await Self.run { gateways, _, sink in
            try await gateways.add(try Self.settings("a"))
            let gateway = try #require(gateways.gateway(named: "a"))
            sink.fail(after: 1)
            _ = await gateway.respond(to: Self.write("/Me"))
            sink.fail(after: nil)
            #expect(try await gateways.giveUp(leftBy: "a") == 0)
            _ = try await gateways.remove("a", force: true)
            sink.fail(after: 0)
            await #expect(throws: RecorderError.self) { _ = try await gateways.giveUp(leftBy: "a") }
            #expect(gateways.left.map(\.open) == [1])
            sink.fail(after: nil)
            #expect(try await gateways.giveUp(leftBy: "a") == 1)
            #expect(gateways.left.isEmpty)
            let last = try sink.recorder.committed(from: 1, limit: 100).compactMap(\.record).last
            #expect(last?.extra?["gateway"]?["closes"] == true && last?.extra?["gateway"]?["observed"] == "unknown")
        }
    }

    @Test func credentialsThatAreNotThere() async throws {
        try await Self.run { gateways, file, _ in
            for secret in [["file": "/nowhere/secret"], ["env": "MUSTER_TEST_NO_SUCH_VARIABLE"]] as [JSONValue] {
                let settings = try Self.settings("a", [("credentials", ["bearer": secret])])
                await #expect(throws: SettingsFault.self) { try await gateways.add(settings) }
            }
            #expect(gateways.all.isEmpty && !FileManager.default.fileExists(atPath: file))
        }
    }

    /// A host leads to a gateway, and never takes Muster's own paths with it.
    @Test func hostsLeaveTheServerItsPaths() async throws {
        try await Self.run([Self.one("a", [("host", "h.test.")])]) { gateways, _, _ in
            for path in ["/v1/gateways", "/healthz", "/METRICS", "/scim/v2/Users", "/logs", "/console/", "/gateway/a"] {
                #expect(gateways.place(host: "h.test", path: path) == nil)
            }
            for host in ["h.test", "H.Test.", "h.test."] {
                #expect(gateways.place(host: host, path: "/Users")?.name == "a")
            }
        }
    }

    /// Waiting for an earlier write is not the gateway's own time.
    @Test func ownTimeIsNotThatOfOthers() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let first = Once()
            app.service.set {
                $0.arrive = { if $0.method == "PATCH", first.take() { Thread.sleep(forTimeInterval: 5) } }
            }
            let before = app.gateway.counts.times.sum
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<9 {
                    group.addTask { _ = await app.patch("/Users/\(id)", "title", .string("t\(number)")) }
                }
            }
            // Eight wait for the first, five seconds each.
            #expect(app.gateway.counts.times.sum - before < 35)
        }
    }

    static func write(_ path: String) -> GatewayRequest {
        GatewayRequest(
            method: "PATCH", path: path, query: nil, headers: [], body: [], base: "https://m.example/gateway/a",
            caller: Caller(token: "t", canAttest: false, address: nil, agent: nil, request: UUID().uuidString))
    }

    @Test func bodiesHaveABudget() async throws {
        try await Self.run([Self.one("a", [("limits", ["body": 1_024])])]) { gateways, _, _ in
            let gateway = try #require(gateways.gateway(named: "a"))
            for _ in 0..<4 { #expect(gateway.takeBody(1_024)) }
            #expect(!gateway.takeBody(1))
            gateway.giveBody(1_024)
            #expect(gateway.takeBody(1_024))
        }
    }

    /// Another service under the same name: what it does not have was not deleted there.
    @Test func anotherService() async throws {
        let folder = NSTemporaryDirectory() + "muster-gateway-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        let id = try await TestGateway.open(folder, FakeService(), try TestGateway.settings()) {
            (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
            return id
        }
        let other = try #require(UpstreamAddress("https://other.example/scim"))
        for rebuilds in [false, true] {
            if rebuilds { try FileManager.default.removeItem(atPath: folder + "/catalog/main/gateway.sqlite") }
            try await TestGateway.open(folder, FakeService(), try TestGateway.settings { $0.upstream = other }) {
                (app: TestGateway) async throws in
                let size = app.recorder.committedSize()
                #expect(await app.patch("/Users/\(id)", "title", "Chief") == 404)
                #expect(try !app.lines(from: size).contains { $0.hasPrefix("user.delete observed") })
                #expect(try app.lines().filter { $0.hasPrefix("x.gateway.upstream") }.count == 1)
                #expect(try app.gateway.pending().isEmpty)
                #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
            }
        }
    }

    @Test(arguments: [200, 204]) func credentialsAreTakenWhereTheServiceSaysYes(_ status: Int) async throws {
        try await Self.credential(status) { #expect($0 == nil) }
    }

    @Test(arguments: [301, 400, 401, 403, 404, 429, 500]) func andNowhereElse(_ status: Int) async throws {
        try await Self.credential(status) { #expect($0 == ([401, 403].contains(status) ? status : 503)) }
    }

    static func credential(_ status: Int, _ check: (Int?) -> Void) async throws {
        try await TestGateway.run {
            $0.credentials = nil
        } _: { (app: TestGateway) async throws in
            app.service.set { $0.behave = { _ in .says(status) } }
            check(await app.gateway.refuse(credential: "Bearer junk")?.status)
        }
    }
}
