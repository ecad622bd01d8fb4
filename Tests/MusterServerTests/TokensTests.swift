import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct TokensTests {
    @Test func createsListsAndRevokes() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let created = try await muster.send(
                .post, "/v1/tokens", json: ["name": "hr-sync", "scopes": ["write", "attest"]])
            #expect(created.status == 201)
            #expect(created.json?["token"]?.stringValue?.utf8.count == 50)
            let record = try muster.lastRecord()
            #expect(record.action == .tokenCreate && record.subject.id == "hr-sync" && record.recordedBy == "bootstrap")
            let list = try await muster.send(.get, "/v1/tokens")
            let tokens = try #require(list.json?["tokens"]?.arrayValue)
            #expect(tokens.map { $0["name"] } == ["bootstrap", "hr-sync"])
            #expect(!list.text.contains("sha256") && tokens.allSatisfy { $0["token"] == nil })
            let revoked = try await muster.send(.post, "/v1/tokens/hr-sync/revoke")
            #expect(revoked.status == 200 && revoked.json?["revoked"]?.stringValue != nil)
            #expect(try muster.lastRecord().action == .tokenRevoke)
            #expect(try await muster.send(.delete, "/v1/tokens/hr-sync").status == 409)
            #expect(try await muster.send(.delete, "/v1/tokens/nobody").status == 404)
        }
    }

    @Test(
        arguments: [
            (#"{"name":"bootstrap","scopes":["read"]}"#, 409, nil),
            (#"{"name":"Upper","scopes":["read"]}"#, 422, "name"),
            (#"{"name":"muster","scopes":["read"]}"#, 422, "name"), (#"{"name":"x","scopes":[]}"#, 422, "scopes"),
            (#"{"name":"x","scopes":["reed"]}"#, 422, "scopes[0]"), (#"{"name":"x","scopes":"read"}"#, 422, "scopes"),
            (#"{"name":"x","scopes":["read"],"log":"other"}"#, 403, "log"),
            (#"{"name":"x","scops":["read"]}"#, 422, ""),
        ] as [(String, Int, String?)])
    func refuses(_ body: String, _ status: Int, _ field: String?) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let before = try muster.recorder.committedSize()
            let answer = try await muster.send(.post, "/v1/tokens", body: body)
            #expect(answer.status == status && answer.field == field, "\(answer.text)")
            // What the token may not do is put on record as refused; what nobody could do is not.
            #expect(try muster.recorder.committedSize() == before + (status == 403 ? 1 : 0))
        }
    }

    @Test func aTokenThatTakesOverKeepsAPersonOneIdentity() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let subject: JSONValue = ["type": "user", "id": "u-50", "name": "bjensen"]
            for (name, source) in [("hr-1", "hr"), ("hr-2", "hr"), ("other", "other")] {
                let token = try await muster.send(
                    .post, "/v1/tokens", json: ["name": .string(name), "source": .string(source), "scopes": ["write"]])
                #expect(token.status == 201 && token.json?["source"]?.stringValue == source)
                let answer = try await muster.post(
                    ["id": .string(name), "action": "user.update", "subject": subject],
                    token: token.json?["token"]?.stringValue)
                #expect(answer.status == 201)
            }
            let records = try muster.recorder.committed(from: 0, limit: 100).filter { $0.record?.subject.id == "u-50" }
            let labels = records.map { $0.entry.references[0].label }
            #expect(records.map { $0.record?.recordedBy } == ["hr-1", "hr-2", "other"])
            #expect(labels[0] == labels[1] && labels[1] != labels[2])
        }
    }

    @Test func namesStayUsedAfterARestart() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { muster in
            _ = try await muster.makeToken("once", ["read"])
            _ = try await muster.send(.delete, "/v1/tokens/once")
        }
        try await TestServer.with(folder) { muster in
            let again = try await muster.send(.post, "/v1/tokens", json: ["name": "once", "scopes": ["read"]])
            #expect(again.status == 409)
        }
    }

    @Test func whatACrashInterruptedIsCompleted() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { _ = try await $0.makeToken("half", ["read"]) }
        let file = folder.path + "/data/tokens/main.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let parts = text.components(separatedBy: #""name":"half""#)
        let half = parts[1].replacingOccurrences(of: #""state":"active""#, with: #""state":"creating""#)
        try (parts[0] + #""name":"half""# + half).write(toFile: file, atomically: true, encoding: .utf8)
        try await TestServer.with(folder) { muster in
            let list = try await muster.send(.get, "/v1/tokens").json?["tokens"]?.arrayValue
            #expect(list?.last?["revoked"]?.stringValue != nil)
            let actions = try muster.records().filter { $0.subject.id == "half" }.map(\.action)
            #expect(actions == [.tokenCreate, .tokenRevoke])
        }
    }

    @Test func aDamagedTokenFileIsNamed() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { _ in }
        try "{".write(toFile: folder.path + "/data/tokens/main.json", atomically: true, encoding: .utf8)
        let error = await #expect(throws: DataDirectoryError.self) { try await TestServer.with(folder) { _ in } }
        #expect(error?.description.contains("tokens/main.json") == true)
    }
}
