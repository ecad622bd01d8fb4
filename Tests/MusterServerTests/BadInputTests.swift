import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct BadInputTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: [UInt8]
        let status: Int
        var field: String?
        var code: String?
        var type = "application/json"

        init(
            _ name: String, _ body: String, _ status: Int, field: String? = nil, code: String? = nil,
            type: String = "application/json"
        ) {
            testDescription = name
            self.body = Array(body.utf8)
            self.status = status
            self.field = field
            self.code = code
            self.type = type
        }

        init(_ name: String, bytes: [UInt8], _ status: Int, code: String) {
            testDescription = name
            body = bytes
            self.status = status
            self.code = code
        }
    }

    static let cases = [
        Bad("nothing", "", 400, code: "malformed-json"),
        Bad("cut short", #"{"id":"1","#, 400, code: "malformed-json"),
        Bad("bytes behind", #"{} {}"#, 400, code: "malformed-json"),
        Bad("name twice", #"{"id":"1","id":"2"}"#, 400, code: "malformed-json"),
        Bad("too deep", String(repeating: "[", count: 5000), 400, code: "too-deep"),
        Bad(
            "invalid UTF-8", bytes: Array(#"{"id":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), 400,
            code: "invalid-utf8"),
        Bad("byte order mark", bytes: [0xEF, 0xBB, 0xBF] + Array("{}".utf8), 400, code: "malformed-json"),
        Bad("a number", "7", 422, field: ""),
        Bad("no action", #"{"id":"1","subject":{"type":"user","id":"1"}}"#, 422, field: "action"),
        Bad("no subject", #"{"id":"1","action":"user.create"}"#, 422, field: "subject"),
        Bad("no subject id", #"{"id":"1","action":"user.create","subject":{"type":"user"}}"#, 422, field: "subject.id"),
        Bad(
            "wrong type", #"{"id":"1","action":"user.create","subject":{"type":"user","id":7}}"#, 422,
            field: "subject.id"),
        Bad("unknown member", #"{"id":"1","action":"user.create","subjekt":{}}"#, 422, field: "subjekt"),
        Bad(
            "change without path",
            #"{"id":"1","action":"user.update","subject":{"type":"user","id":"1"},"changes":[{"after":1}]}"#, 422,
            field: "changes[0].path"),
        Bad(
            "recordedBy", #"{"id":"1","action":"user.create","subject":{"type":"user","id":"1"},"recordedBy":"me"}"#,
            422, field: "recordedBy"),
        Bad(
            "mark of the SCIM service",
            #"{"id":"1","action":"user.create","subject":{"type":"user","id":"1"},"extra":{"scim":1}}"#, 422,
            field: "extra.scim"),
        Bad(
            "administrative action", #"{"id":"1","action":"token.create","subject":{"type":"user","id":"1"}}"#, 422,
            field: "action"),
        Bad("no content type", "{}", 415, code: "unsupported-type", type: "text/plain"),
        Bad("other charset", "{}", 415, code: "unsupported-type", type: "application/json; charset=latin1"),
    ]

    @Test(arguments: cases) func isRefusedByName(_ bad: Bad) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let before = try muster.recorder.committedSize()
            let answer = try await muster.send(.post, "/v1/events", bytes: bad.body, type: bad.type)
            #expect(answer.status == bad.status, "\(answer.text)")
            #expect(answer.headers[.contentType] == "application/problem+json")
            if let field = bad.field { #expect(answer.field == field, "\(answer.text)") }
            if let code = bad.code { #expect(answer.code == code, "\(answer.text)") }
            if bad.status == 400 { #expect(answer.json?["offset"]?.intValue != nil) }
            // The refusal is on record, and nothing else is.
            #expect(try muster.recorder.committedSize() == before + 1)
            #expect(try muster.lastRecord().outcome == .refused)
        }
    }

    @Test func namesTheLimitThatWasPassed() async throws {
        try await TestServer.with(
            try TemporaryFolder(),
            configure: {
                $0.limits.body = 2048
                $0.limits.item = 1024
                $0.limits.batch = 3
            }
        ) { muster in
            let long = try await muster.send(.post, "/v1/events", body: String(repeating: " ", count: 3000))
            #expect(long.status == 413 && long.json?["limit"]?["name"] == "limits.body")
            #expect(long.headers[.connection] == "close")
            let many = try await muster.post([1, 2, 3, 4])
            #expect(many.status == 413 && many.json?["limit"]?["name"] == "limits.batch")
        }
    }

    /// The limit is told as the sender counts it: what stands around a record has levels of its own.
    @Test func nestingIsCountedInTheRecord() async throws {
        try await TestServer.with(try TemporaryFolder(), configure: { $0.limits.nesting = 6 }) { muster in
            func record(_ id: Int, levels: Int) -> String {
                let value = String(repeating: "[", count: levels - 2) + String(repeating: "]", count: levels - 2)
                return
                    #"{"id":"n-\#(id)","action":"user.update","subject":{"type":"user","id":"1"},"extra":{"a":\#(value)}}"#
            }
            for (type, good, bad) in [
                ("application/json", record(1, levels: 6), record(2, levels: 7)),
                ("application/json", "[\(record(3, levels: 6))]", " [\(record(4, levels: 7))]"),
                ("application/x-ndjson", record(5, levels: 6), record(6, levels: 7)),
            ] {
                let taken = try await muster.send(.post, "/v1/events", body: good, type: type)
                #expect(taken.text.contains("recorded"), "\(taken.text)")
                let refused = try await muster.send(.post, "/v1/events", body: bad, type: type)
                #expect(refused.text.contains("limit of 6 levels (setting limits.nesting)"), "\(refused.text)")
            }
        }
    }

    @Test func theSCIMServiceKeepsTheLimitsThatAreSet() async throws {
        try await TestServer.with(
            try TemporaryFolder(),
            configure: {
                $0.limits.body = 4096
                $0.limits.item = 1024
                $0.limits.nesting = 8
                $0.limits.batch = 2
            }
        ) { muster in
            let long = try await muster.send(.post, "/scim/v2/Users", body: String(repeating: " ", count: 5000))
            #expect(long.status == 413 && long.text.contains("4096 bytes (setting limits.body)"), "\(long.text)")
            let deep = try await muster.send(.post, "/scim/v2/Users", body: String(repeating: "[", count: 9))
            #expect(deep.status == 400 && deep.text.contains("8 levels (setting limits.nesting)"), "\(deep.text)")
            let config = try await muster.send(.get, "/scim/v2/ServiceProviderConfig")
            #expect(config.json?["bulk"]?["maxPayloadSize"] == 4096)
            var members: [JSONValue] = []
            for number in 0..<3 {
                let user = try await muster.send(
                    .post, "/scim/v2/Users",
                    json: [
                        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": .string("u\(number)"),
                    ])
                members.append(["value": user.json?["id"] ?? .null])
            }
            for (count, status) in [(2, 201), (3, 413)] {
                let group = try await muster.send(
                    .post, "/scim/v2/Groups",
                    json: [
                        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
                        "displayName": .string("g\(count)"), "members": .array(Array(members.prefix(count))),
                    ])
                #expect(group.status == status, "\(group.text)")
                if status == 413 { #expect(group.text.contains("limits.batch")) }
            }
        }
    }

    @Test(arguments: ["/v1/events", "/scim/v2/Users", "/v1/tokens"])
    func compressedBodiesAreRefusedAsSuch(_ path: String) async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            for type in ["application/json", "application/x-ndjson"]
            where type == "application/json" || path == "/v1/events" {
                let answer = try await muster.send(
                    .post, path, bytes: [0x1F, 0x8B, 8, 0], type: type, headers: ["Content-Encoding": "gzip"])
                #expect(answer.status == 415, "\(answer.text)")
                #expect(answer.text.contains("Content-Encoding"), "\(answer.text)")
            }
        }
    }

    /// What may stand in a record is told, without the member that is Muster's own.
    @Test func anUnknownMemberIsToldWhatMayStandThere() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let answer = try await muster.send(
                .post, "/v1/events", body: #"{"id":"1","action":"user.create","zzzzzz":1}"#)
            #expect(answer.text.contains("occurredAt") && !answer.text.contains("recordedBy"), "\(answer.text)")
        }
    }

    @Test func neverRepeatsWhatWasSent() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let secret = "hunter2-hunter2"
            let bodies = [
                #"{"id":"1","action":"\#(secret)","subject":{"type":"user","id":"1"}}"#, #"{"id": \#(secret)"#,
                #"{"id":"1","action":"user.create","subject":{"type":"\#(secret)!","id":"1"}}"#,
            ]
            for body in bodies {
                let answer = try await muster.send(.post, "/v1/events", body: body)
                #expect(!(answer.text.contains(secret)))
            }
        }
    }

    @Test func wrongPathsAndMethods() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            #expect(try await muster.send(.get, "/nowhere").status == 404)
            let wrong = try await muster.send(.put, "/v1/events", body: "{}")
            #expect(wrong.status == 405 && wrong.headers[.allow]?.contains("POST") == true)
            #expect(try await muster.send(.get, "/%ff%fe").status == 404)
            #expect(try await muster.send(.get, "/v1/logs/%ff").status == 400)
        }
    }
}
