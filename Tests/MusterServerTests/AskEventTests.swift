import HTTPTypes
import JSON
import MusterServer
import Recorder
import Testing
import TransparencyLog

/// `GET /v1/events/{index}` and its receipt.
@Suite struct AskEventTests {
    @Test func anEventIsReadBackAtOnce() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            for number in 0..<10 {
                let written = try await server.post(goodRecord("ev-\(number)"))
                let index = try #require(
                    written.json?["results"]?.arrayValue?.first?["index"]?.intValue ?? written.json?["index"]?.intValue)
                let answer = try await server.send(.get, "/v1/events/\(index)")
                #expect(answer.status == 200)
                #expect(answer.json?["index"] == .int(index))
                #expect(answer.json?["id"] == .string("ev-\(number)"))
                #expect(
                    answer.json?["changes"] == [["path": "title", "before": "Clerk", "after": "Auditor"]] as JSONValue)
            }
            let genesis = try await server.send(.get, "/v1/events/0")
            #expect(genesis.json?["kind"] == "genesis")
        }
    }

    @Test(arguments: ["/v1/events/99999", "/v1/events/18446744073709551615", "/v1/events/99999/receipt"])
    func beyondTheLogThereIsNothing(path: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.send(.get, path)
            #expect(answer.status == 404)
            #expect(answer.field == "index")
            let size = try server.recorder.committedSize()
            #expect(answer.json?["size"] == .int(size))
        }
    }

    @Test(
        arguments: [
            "/v1/events/-1", "/v1/events/01", "/v1/events/x", "/v1/events/1e3", "/v1/events/18446744073709551616",
            "/v1/events/x/receipt", "/v1/events/0?limit=1", "/v1/events/0/receipt?wait=soon",
            "/v1/events/0/receipt?x=1",
        ])
    func malformedAddressesAreRefused(path: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.send(.get, path)
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    /// The receipt of an entry that was just acknowledged is waited for, and proves the entry under the log's key.
    @Test(arguments: ["", "?wait=published", "?wait=0"])
    func aReceiptProvesTheEntry(query: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            _ = try await server.post(goodRecord("ev-1"))
            let recorder = try server.recorder
            let index = recorder.committedSize() - 1
            let answer = try await server.send(.get, "/v1/events/\(index)/receipt\(query)")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
            let receipt = try Receipt(parsing: answer.bytes)
            #expect(receipt.index == index)
            let entry = try #require(try recorder.entryBytes(index: index))
            guard
                case .verified(let checkpoint) = receipt.check(
                    entry: entry, key: recorder.verifierKey, origin: recorder.origin)
            else {
                Issue.record("the receipt does not verify")
                return
            }
            #expect(checkpoint.size > index)
        }
    }

    /// An entry that no checkpoint covers yet: after a while the door says so, and when to come back.
    @Test(.timeLimit(.minutes(5))) func whatIsNotPublishedIsSaidToBe() async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.publicationInterval = .seconds(3_600) }) {
            server in
            let recorder = try server.recorder
            _ = try await server.post(goodRecord("ev-1"))
            let index = recorder.committedSize() - 1
            try #require(recorder.publishedSize() <= index)
            let answer = try await server.send(.get, "/v1/events/\(index)/receipt")
            if recorder.publishedSize() > index { return }
            #expect(answer.status == 409)
            #expect(answer.code == "not-published")
            #expect(answer.headers[.retryAfter] == "1")
        }
    }
}
