import Catalog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Ledger
import Logging
import MusterServer
import NIOCore
import Recorder
import Records
import Testing

/// A server in this process, asked without a network, with the bootstrap token at hand.
struct TestServer {
    let server: Server
    let client: any TestClientProtocol
    let token: String

    /// Opens a server in `folder`, follows its logs, and runs `body`.
    static func with<Value: Sendable>(
        _ folder: TemporaryFolder, clock: LogClock = .system,
        configure: (inout Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        var configuration = Configuration()
        configuration.data = folder.path + "/data"
        configuration.publicationInterval = .milliseconds(20)
        // What is asked in a test would otherwise become entries between those that it counts.
        configuration.reading.record = false
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = try await Server(configuration: configuration, logger: logger, clock: clock)
        let token = (try? String(contentsOfFile: server.data.bootstrapTokenFile, encoding: .utf8)) ?? ""
        let application = Application(
            responder: server.responder(), services: server.companions, logger: logger)
        do {
            let value = try await application.test(.router) { client in
                try await server.waitUntilAsked()
                return try await body(
                    TestServer(
                        server: server, client: client,
                        token: token.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
            await server.close()
            return value
        } catch {
            await server.close()
            throw error
        }
    }

    /// Sends a request, with the bootstrap token unless another is given (nil for none).
    func send(
        _ method: HTTPRequest.Method, _ path: String, json: JSONValue? = nil, body: String? = nil,
        type: String? = nil, token: String?? = .none, headers: [String: String] = [:]
    ) async throws -> Answer {
        let text = body ?? json?.text
        return try await send(
            method, path, bytes: text.map { Array($0.utf8) }, type: text == nil ? nil : type ?? "application/json",
            token: token, headers: headers)
    }

    /// Sends raw bytes.
    func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]?, type: String?, token: String?? = .none,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let token = token ?? self.token { fields[.authorization] = "Bearer \(token)" }
        fields[.contentType] = type
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return try await client.execute(
            uri: path, method: method, headers: fields, body: bytes.map { ByteBuffer(bytes: $0) }
        ) { Answer($0) }
    }

    /// Posts records to `/v1/events`.
    func post(_ json: JSONValue, token: String?? = .none, query: String = "", key: String? = nil) async throws -> Answer
    {
        try await send(
            .post, "/v1/events\(query)", json: json, token: token, headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    var recorder: Recorder {
        get throws { try #require(server.logs.log(named: "main")).recorder }
    }

    /// The record of the newest entry of log main.
    func lastRecord() throws -> Record {
        let recorder = try recorder
        return try #require(try recorder.committed(from: recorder.committedSize() - 1, limit: 1).first?.record)
    }

    /// All records of log main, oldest first.
    func records() throws -> [Record] {
        var records: [Record] = []
        var next: UInt64 = 0
        while case let batch = try recorder.committed(from: next, limit: 100), !batch.isEmpty {
            records += batch.compactMap(\.record)
            next += UInt64(batch.count)
        }
        return records
    }

    /// Creates a token and gives its value.
    func makeToken(_ name: String, _ scopes: [String]) async throws -> String {
        let scopes = JSONValue.array(scopes.map { .string($0) })
        let answer = try await send(.post, "/v1/tokens", json: ["name": .string(name), "scopes": scopes])
        return answer.json?["token"]?.stringValue ?? ""
    }
}

extension Server {
    /// Waits until every log can be asked: a server that has just started refuses questions until it has read its logs. Gives up
    /// after a minute, and at once when a catalog stands still, for tests of just that.
    func waitUntilAsked() async throws {
        for _ in 0..<3_000 where logs.all.contains(where: { !$0.catalog.isReady && $0.catalog.failure == nil }) {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    init(_ response: TestResponse) {
        status = response.status.code
        headers = response.headers
        bytes = Array(response.body.readableBytesView)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSONValue? { try? JSONValue(parsing: bytes) }
    var field: String? { json?["field"]?.stringValue }
    var code: String? { json?["type"]?.stringValue.map { String($0.split(separator: ":").last ?? "") } }

    /// The lines of an NDJSON answer.
    var lines: [JSONValue] {
        bytes.split(separator: 0x0A).compactMap { try? JSONValue(parsing: $0) }
    }
}

/// A record that is good as it is.
func goodRecord(_ id: String, name: String = "bjensen") -> JSONValue {
    [
        "id": .string(id), "action": "user.update",
        "subject": ["type": "user", "id": "2819c223", "name": .string(name)],
        "changes": [["path": "title", "before": "Clerk", "after": "Auditor"]],
    ]
}
