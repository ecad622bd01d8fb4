import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct AccessTests {
    @Test func refusesWhoIsNotKnown() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let before = try muster.recorder.committedSize()
            for token in [String?.none, "", "muster_wrong", muster.token + "x"] {
                let answer = try await muster.send(.get, "/v1/tokens", token: .some(token))
                #expect(answer.status == 401)
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
            #expect(try await muster.send(.get, "/v1/tokens", headers: ["Authorization": "Basic eDp5"]).status == 401)
            // Counted, one entry for the source and minute, when the minute is over: before that none for each of them.
            #expect(try muster.recorder.committedSize() <= before + 1)
            await muster.server.logs.log(named: "main")?.open.refusals.flush(everything: true)
            // Two entries when the clock went into the next minute meanwhile.
            let added = try muster.recorder.committed(from: before, limit: 3).compactMap(\.record)
            #expect((1...2).contains(added.count))
            #expect(added.map { $0.extra?["count"]?.intValue ?? 0 }.reduce(0, +) == 5)
        }
    }

    @Test func refusesARevokedTokenAtOnce() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let token = try await muster.makeToken("temp", ["read", "admin"])
            #expect(try await muster.send(.get, "/v1/tokens", token: token).status == 200)
            #expect(try await muster.send(.delete, "/v1/tokens/temp").status == 200)
            let answer = try await muster.send(.get, "/v1/tokens", token: token)
            #expect(answer.status == 401 && answer.json?["detail"]?.stringValue?.contains("revoked") == true)
        }
    }

    @Test func namesTheMissingScopeAndRecordsTheRefusal() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let token = try await muster.makeToken("reader", ["read"])
            let answer = try await muster.post(goodRecord("e"), token: token)
            #expect(answer.status == 403 && answer.json?["scope"] == "write")
            let record = try muster.lastRecord()
            #expect(record.outcome == .refused && record.recordedBy == "reader")
        }
    }

    @Test func keepsSaneRequestIdentifiers() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let id = HTTPField.Name("X-Request-Id")!
            let sane = try await muster.send(.get, "/healthz", headers: ["X-Request-Id": "abc-1.2_3"])
            #expect(sane.headers[id] == "abc-1.2_3")
            let other = try await muster.send(.get, "/healthz", headers: ["X-Request-Id": "a b<script>"])
            #expect(other.headers[id]?.utf8.count == 24)
        }
    }

    @Test func scimErrorsAreSCIMErrors() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let answer = try await muster.send(.get, "/scim/v2/Users", token: .some(nil))
            #expect(answer.status == 401 || answer.status == 404)
            #expect(answer.headers[.contentType] == "application/scim+json")
            #expect(answer.json?["status"]?.stringValue == String(answer.status))
        }
    }
}
