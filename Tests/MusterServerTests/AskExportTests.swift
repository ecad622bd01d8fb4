import Crypto
import HTTPTypes
import JSON
import MusterServer
import Recorder
import Testing
import TransparencyLog

/// `GET /v1/export`.
@Suite struct AskExportTests {
    @Test func everyEventIsExportedOnceWithItsProof() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await AskSearchTests.fill(server)
            let path = "/v1/export?q=source%3Ahr%20-outcome%3Afailed&wait=\(entries[19])"
            let answer = try await server.send(.get, path)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.headers[.contentType] == "application/x-ndjson")
            let lines = answer.lines
            let head = try #require(lines.first?["export"])
            let rows = lines.dropFirst().dropLast()
            #expect(
                rows.compactMap { $0["index"]?.intValue }
                    == entries.enumerated().filter { $0.offset % 5 != 0 }.map { Int($0.element) })
            for row in rows {
                let index = UInt64(row["index"]?.intValue ?? 0)
                let entry = try #require(try server.recorder.entryBytes(index: index))
                #expect(row["leafHash"]?.stringValue == MerkleTree.leafHash(entry).base64)
                #expect(row["action"] != nil && row["changes"] != nil)
            }
            let end = try #require(lines.last?["end"])
            #expect(end["rows"]?.intValue == 16)
            let whole = answer.bytes.dropLast()
            let last = try #require(whole.lastIndex(of: 0x0A))
            let digest = Array(SHA256.hash(data: answer.bytes[...last]))
            #expect(end["sha256"]?.stringValue == Base64.string(digest))
            let note = try #require(head["checkpoint"]?.stringValue)
            let checkpoint = try Checkpoint.open(Array(note.utf8), key: server.recorder.verifierKey)
            #expect(checkpoint.size >= UInt64(head["position"]?.intValue ?? .max))
            let header = try #require(HTTPField.Name("muster-checkpoint").flatMap { answer.headers[$0] })
            #expect(header == Base64.string(Array(note.utf8)))
            #expect(head["query"] == "source:hr NOT outcome:failed")
        }
    }

    @Test func csvHasColumnsAndTheStatementAtItsEnd() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let hostile: JSONValue = [
                "id": "=cmd|' /C calc'!A0", "action": "user.rename", "reason": "a \"quoted\",\r\nreason",
                "subject": ["type": "user", "id": "u-9", "name": "+1 234"],
                "resource": [["type": "group", "id": "g-1"], ["type": "group", "id": "g-2"]],
                "changes": [["path": "userName", "before": "'a", "after": "b"]],
            ]
            let posted = try await server.post(hostile)
            let index = try #require(
                posted.json?["index"]?.intValue ?? posted.json?["results"]?.arrayValue?.first?["index"]?.intValue,
                "\(posted.text)")
            let answer = try await server.send(.get, "/v1/export?q=action%3Auser.rename&format=csv&wait=\(index)")
            #expect(answer.headers[.contentType]?.hasPrefix("text/csv") == true)
            #expect(answer.text.hasPrefix("index,leafHash,time,kind,action,outcome,actorType,"))
            #expect(answer.text.contains("\r\n\(index),"))
            #expect(answer.text.contains(",'=cmd|' /C calc'!A0,"))
            #expect(answer.text.contains(",'+1 234,"))
            #expect(answer.text.contains("\"a \"\"quoted\"\",\r\nreason\""))
            #expect(
                answer.text.contains(
                    "\"[{\"\"path\"\":\"\"userName\"\",\"\"before\"\":\"\"'a\"\",\"\"after\"\":\"\"b\"\"}]\""))
            #expect(answer.text.contains("muster-export/1"))
            #expect(answer.text.hasSuffix("\r\n"))
        }
    }

    @Test(arguments: [
        ("a", "a"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("=1", "'=1"),
        ("-1", "'-1"),
        ("@a", "'@a"), ("'a", "''a"), ("+a,b", "\"'+a,b\""), ("\ta", "'\ta"), ("\ra", "\"'\ra\""), ("a=b", "a=b"),
    ])
    func cellsAreQuotedAndProtected(_ cell: String, _ text: String) {
        #expect(String(decoding: CSVRecord.text([cell, "x"]), as: UTF8.self) == text + ",x\r\n")
    }

    @Test func anEmptyExportIsWholeToo() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let answer = try await server.send(.get, "/v1/export?subject=nobody")
            #expect(answer.lines.count == 2)
            #expect(answer.lines.last?["end"]?["rows"]?.intValue == 0)
        }
    }

    /// More rows than a page.
    @Test func longExportsGoOnPageByPage() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            var last = 0
            for batch in 0..<7 {
                let records: [JSONValue] = (0..<100).map { number in
                    [
                        "id": .string("b-\(batch)-\(number)"), "action": "user.update", "source": "long",
                        "subject": ["type": "user", "id": .string("u-\(number)")],
                    ]
                }
                let answer = try await server.post(.array(records))
                last = answer.json?["results"]?.arrayValue?.last?["index"]?.intValue ?? last
            }
            for format in ["ndjson", "csv"] {
                let answer = try await server.send(.get, "/v1/export?source=long&format=\(format)&wait=\(last)")
                let lines = answer.text.split(whereSeparator: \.isNewline)
                #expect(lines.count == 702)
            }
        }
    }
}
