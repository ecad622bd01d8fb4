import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct LogsTests {
    @Test func hostsManyLogs() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { muster in
            let created = try await muster.send(
                .post, "/v1/logs", json: ["name": "acme", "origin": "acme.example/logs/acme"])
            #expect(created.status == 201, "\(created.text)")
            #expect(created.json?.objectValue?.names == ["name", "origin", "vkey", "directory", "size", "root"])
            #expect(try muster.lastRecord().action == .logCreate)
            #expect(try await muster.send(.get, "/v1/logs").json?["logs"]?.arrayValue?.count == 2)
            #expect(try await muster.send(.get, "/logs/acme/checkpoint", token: .some(nil)).status == 200)
        }
        try await TestServer.with(folder) { muster in
            let log = try await muster.send(.get, "/v1/logs/acme")
            #expect(log.json?["origin"] == "acme.example/logs/acme")
        }
    }

    @Test(arguments: [
        (#"{"name":"main","origin":"other.example/log"}"#, 409), (#"{"name":"A","origin":"other.example/log"}"#, 422),
        (#"{"name":"../x","origin":"other.example/log"}"#, 422), (#"{"name":"b","origin":"has space"}"#, 422),
        (#"{"name":"b","origin":"a+b"}"#, 422), (#"{"name":"b","origin":""}"#, 422), (#"{"name":"b"}"#, 422),
    ]) func refuses(_ body: String, _ status: Int) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let answer = try await muster.send(.post, "/v1/logs", body: body)
            #expect(answer.status == status, "\(answer.text)")
            #expect(try await muster.send(.get, "/v1/logs").json?["logs"]?.arrayValue?.count == 1)
        }
    }

    @Test func anOriginNamesOneLog() async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.origin = "example.org/logs/main" }) { muster in
            let answer = try await muster.send(
                .post, "/v1/logs", json: ["name": "b", "origin": "example.org/logs/main"])
            #expect(answer.status == 409)
        }
    }
}
