import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct LogFilesTests {
    @Test func servesTheLogByteForByte() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { muster in
            _ = try await muster.post((0..<300).map { goodRecord("f-\($0)") }.array, query: "?ack=published")
            let checkpoint = try await muster.send(.get, "/logs/main/checkpoint", token: .some(nil))
            #expect(checkpoint.status == 200)
            #expect(checkpoint.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(checkpoint.headers[.cacheControl] == "no-cache")
            #expect(
                checkpoint.bytes
                    == (try Array(Data(contentsOf: URL(fileURLWithPath: folder.path + "/data/logs/main/checkpoint")))))
            let tile = try await muster.send(.get, "/logs/main/tile/0/000", token: .some(nil))
            #expect(tile.bytes.count == 8192)
            #expect(tile.headers[.contentType] == "application/octet-stream")
            #expect(tile.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let head = try await muster.send(.head, "/logs/main/tile/0/000", token: .some(nil))
            #expect(head.status == 200 && head.bytes.isEmpty && head.headers[.contentLength] == "8192")
            let partial = try await muster.send(.get, "/logs/main/tile/0/001.p/10", token: .some(nil))
            #expect(partial.bytes.count == 320)
        }
    }

    @Test(arguments: ["checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"])
    func whoHasItIsNotSentItAgain(_ path: String) async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder, configure: { $0.publicationInterval = .seconds(60) }) { muster in
            _ = try await muster.post(goodRecord("f"), query: "?ack=published")
            let whole = try await muster.send(.get, "/logs/main/" + path)
            let tag = try #require(whole.headers[.eTag])
            for known in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
                let answer = try await muster.send(.get, "/logs/main/" + path, headers: ["If-None-Match": known])
                #expect(answer.status == 304 && answer.bytes.isEmpty && answer.headers[.eTag] == tag, "\(known)")
            }
            for unknown in ["\"x\"", tag.replacingOccurrences(of: "\"", with: ""), ""] {
                let answer = try await muster.send(.get, "/logs/main/" + path, headers: ["If-None-Match": unknown])
                #expect(answer.status == 200 && answer.bytes == whole.bytes, "\(unknown)")
            }
        }
    }

    @Test func entriesAreForReaders() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { muster in
            _ = try await muster.post(goodRecord("f"), query: "?ack=published")
            let writer = try await muster.makeToken("writer", ["write"])
            for path in ["/logs/main/tile/entries/000.p/1", "/logs/main/sealed/000.p/1"] {
                #expect(try await muster.send(.get, path, token: .some(nil)).status == 401)
                #expect(try await muster.send(.get, path, token: writer).status == 403)
                let answer = try await muster.send(.get, path)
                #expect(answer.status == 200 && answer.headers[.cacheControl]?.hasPrefix("private") == true)
            }
        }
        try await TestServer.with(folder, configure: { $0.publicEntries = ["main"] }) { muster in
            let answer = try await muster.send(.get, "/logs/main/tile/entries/000.p/1", token: .some(nil))
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [
        "/logs/main/tile/0/001", "/logs/main/tile/0/000.p/256", "/logs/main/tile/0/000.p/0", "/logs/main/tile/0/0",
        "/logs/main/tile/00/000", "/logs/main/tile/0/x000/000", "/logs/main/tile/9/000", "/logs/main/tile/0/000.p/255",
        "/logs/main/tile/0/../../checkpoint", "/logs/main/tile/%30/000", "/logs/main/tile/0/000/",
        "/logs//main/checkpoint",
        "/logs/other/checkpoint", "/logs/main/checkpoint/", "/logs/main/tile/0/999/999/999/999", "/logs/main/keys",
        "/logs/main/tile/entries/00", "/logs/main/sealed/000.p/", "/logs/../keys/main/checkpoint",
    ]) func strangePathsAreMissing(_ path: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let answer = try await muster.send(.get, path)
            #expect(answer.status == 404)
        }
    }
}

extension [JSONValue] {
    var array: JSONValue { .array(self) }
}
