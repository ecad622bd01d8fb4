import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct EventsTests {
    @Test func recordsOnceAndTellsRetriesApart() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let first = try await muster.post(goodRecord("e-1"))
            #expect(first.status == 201 && first.json?["status"] == "recorded")
            let index = try #require(first.json?["index"])
            let again = try await muster.post(goodRecord("e-1"))
            #expect(again.status == 200 && again.json?["status"] == "duplicate" && again.json?["index"] == index)
            let other = try await muster.post(goodRecord("e-1", name: "somebody else"))
            #expect(other.status == 409 && other.json?["index"] == index && other.code == "idempotency-conflict")
            let record = try muster.lastRecord()
            #expect(
                record.recordedBy == "bootstrap" && record.actor?.id == "bootstrap" && record.subject.name == "bjensen")
        }
    }

    @Test func takesAKeyFromTheHeader() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            var record = try #require(goodRecord("x").objectValue)
            record["id"] = nil
            let without = try await muster.post(.object(record))
            #expect(without.status == 422 && without.field == "id")
            #expect(try await muster.post(.object(record), key: "k-1").status == 201)
            #expect(try await muster.post(.object(record), key: "k-1").status == 200)
            #expect(try await muster.post(.object(record), key: "k 1").status == 400)
        }
    }

    @Test func answersAnArrayItemByItem() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let bad: JSONValue = ["id": "e-2", "action": "user.fly", "subject": ["type": "user", "id": "1"]]
            let answer = try await muster.post([goodRecord("e-1"), bad, goodRecord("e-1"), goodRecord("e-3")])
            #expect(answer.status == 200)
            let results = try #require(answer.json?["results"]?.arrayValue)
            #expect(results.map { $0["status"] } == ["recorded", "invalid", "duplicate", "recorded"])
            #expect(results[1]["error"]?["field"] == "action")
            #expect(results[2]["index"] == results[0]["index"])
            #expect(try await muster.post([]).json?["results"] == [])
        }
    }

    @Test func streamsResultsOfLines() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let lines = (0..<2500).map { goodRecord("s-\($0)").text }
            let body = lines.joined(separator: "\n") + "\n\n{broken\n" + goodRecord("s-0").text
            let answer = try await muster.send(.post, "/v1/events", body: body, type: "application/x-ndjson")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "application/x-ndjson")
            #expect(answer.lines.count == 2502)
            #expect(answer.lines.prefix(2500).allSatisfy { $0["status"] == "recorded" })
            #expect(answer.lines[2500]["error"]?["code"] == "malformed-json")
            #expect(answer.lines[2501]["status"] == "duplicate")
        }
    }

    @Test func keysOfAStreamComeFromTheHeaderAndTheLine() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            var record = try #require(goodRecord("x").objectValue)
            record["id"] = nil
            let body = [record, record].map { JSONValue.object($0).text }.joined(separator: "\n")
            for status in ["recorded", "duplicate"] {
                let answer = try await muster.send(
                    .post, "/v1/events", body: body, type: "application/x-ndjson", headers: ["Idempotency-Key": "run-7"]
                )
                #expect(answer.lines.map { $0["status"]?.stringValue } == [status, status])
            }
        }
    }

    @Test func refusesALineThatIsTooLongAndGoesOn() async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.limits.item = 4096 }) { muster in
            let body = String(repeating: "x", count: 10_000) + "\n" + goodRecord("s-1").text
            let answer = try await muster.send(.post, "/v1/events", body: body, type: "application/x-ndjson")
            #expect(answer.lines.map { $0["status"] } == ["invalid", "recorded"])
            #expect(answer.lines[0]["error"]?["code"] == "too-large")
        }
    }

    @Test func unwrapsCloudEvents() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            var data = try #require(goodRecord("x").objectValue)
            data["id"] = nil
            var event = JSONObject([
                ("specversion", "1.0"), ("id", "ce-1"), ("source", "/hr"), ("type", "org.example.change"),
                ("time", "2026-06-30T12:00:00Z"), ("data", .object(data)),
            ])
            let type = "application/cloudevents+json; charset=UTF-8"
            let answer = try await muster.send(.post, "/v1/events", json: .object(event), type: type)
            #expect(answer.status == 201)
            let record = try muster.lastRecord()
            #expect(record.source == "/hr" && record.id == "ce-1" && record.occurredAt != nil)
            event["specversion"] = "0.3"
            let old = try await muster.send(.post, "/v1/events", json: .object(event), type: type)
            #expect(old.status == 422 && old.field == "specversion")
            let batch = try await muster.send(
                .post, "/v1/events", json: [.object(event)], type: "application/cloudevents-batch+json")
            #expect(batch.json?["results"]?.arrayValue?.first?["status"] == "invalid")
        }
    }

    @Test func publishedAnswersCarryReceipts() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let one = try await muster.post(goodRecord("p-1"), query: "?ack=published")
            #expect(one.json?["receipt"]?.stringValue?.hasPrefix("c2sp.org/tlog-proof@v1\n") == true)
            let again = try await muster.post([goodRecord("p-1"), goodRecord("p-2")], query: "?ack=published")
            let results = try #require(again.json?["results"]?.arrayValue)
            #expect(results.allSatisfy { $0["receipt"]?.stringValue?.isEmpty == false })
            #expect(try await muster.post(goodRecord("p-3"), query: "?ack=maybe").status == 400)
            #expect(try await muster.post(goodRecord("p-3"), query: "?akc=published").text.contains("Did you mean ack"))
        }
    }

    @Test func onlyAttestersNameAnotherActor() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let token = try await muster.makeToken("writer", ["write"])
            var record = try #require(goodRecord("a-1").objectValue)
            #expect(try await muster.post(.object(record), token: token).status == 201)
            record["id"] = "a-2"
            record["actor"] = ["type": "user", "id": "boss"]
            let refused = try await muster.post(.object(record), token: token)
            #expect(refused.status == 403 && refused.json?["scope"] == "attest")
            // What was attempted on somebody known stands in their history.
            let attempt = try muster.lastRecord()
            #expect(attempt.outcome == .refused && attempt.subject.type == "user")
            #expect(JSONValue.string(attempt.subject.id) == record["subject"]?["id"])
            #expect(try await muster.post(.object(record)).status == 201)
            #expect(try muster.lastRecord().actor?.id == "boss")
        }
    }

    /// An attempt stands under the source that it claims, with what it was about, unless the token may not speak for that.
    @Test func attemptsKeepTheirSource() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            var record = try #require(goodRecord("s-1").objectValue)
            record["source"] = "hr"
            record["resource"] = ["type": "group", "id": "g-1"]
            record["transaction"] = "tx-1"
            let token = try await muster.makeToken("writer", ["write"])
            #expect(try await muster.post(.object(record), token: token).status >= 400)
            let foreign = try muster.lastRecord()
            #expect(foreign.outcome == .refused && foreign.source == "writer" && foreign.transaction == "tx-1")
            #expect(foreign.subject.type == "request" && foreign.resources.isEmpty)
            record["colour"] = "red"
            #expect(try await muster.post(.object(record)).status == 422)
            let attempt = try muster.lastRecord()
            #expect(attempt.outcome == .refused && attempt.source == "hr" && attempt.transaction == "tx-1")
            #expect(attempt.identity(of: attempt.subject) == Identity(kind: "user", namespace: "hr", id: "2819c223"))
            #expect(attempt.resources.map(\.id) == ["g-1"])
        }
    }
}
