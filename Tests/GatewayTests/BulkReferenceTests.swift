import Gateway
import JSON
import Recorder
import Records
import Testing

/// Operations of a bulk request that name what others of it make (RFC 7644 section 3.7.2).
@Suite struct BulkReferenceTests {
    private static let maker: JSONValue = [
        "method": "POST", "path": "/Users", "bulkId": "a", "data": ["userName": "ann"],
    ]

    private static func send(_ operations: [JSONValue], _ app: TestGateway) async -> Int {
        await app.send(
            "POST", "/Bulk",
            [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": .array(operations),
            ]
        ).status
    }

    private static func outcomes(_ app: TestGateway, _ size: UInt64) throws -> [String] {
        try app.lines(from: size).filter { !$0.contains(" attempted ") }
    }

    private static func addition(to id: String) -> JSONValue {
        [
            "method": "PATCH", "path": .string("/Groups/\(id)"),
            "data": ["Operations": [["op": "add", "path": "members", "value": [["value": "bulkId:a"]]]]],
        ]
    }

    /// A small group is read with its members, one of many is asked about single ones otherwise.
    @Test(arguments: [1, 250]) func member(_ count: Int) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let members = JSONValue.array((0..<count).map { ["value": .string("m\($0)")] })
            let made = await app.send("POST", "/Groups", ["displayName": "G", "members": members])
            let group = try #require(made.json?["id"]?.stringValue)
            let size = app.recorder.committedSize()
            #expect(await Self.send([Self.maker, Self.addition(to: group)], app) == 200)
            let records = try app.records(from: size).filter { $0.outcome != .attempted }
            #expect(records.map(\.action) == [.userCreate, .groupMemberAdd])
            #expect(records.allSatisfy { $0.outcome == .success && $0.reason == nil })
            #expect(records.last?.subject.id == records.first?.subject.id)
        }
    }

    @Test func newGroupAndManager() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
            let size = app.recorder.committedSize()
            let operations: [JSONValue] = [
                Self.maker,
                [
                    "method": "POST", "path": "/Users", "bulkId": "b",
                    "data": .object(
                        JSONObject([("userName", "bob"), (urn, ["manager": ["value": "bulkId:a"]])])),
                ],
                [
                    "method": "POST", "path": "/Groups", "bulkId": "c",
                    "data": ["displayName": "G", "members": [["value": "bulkId:a"], ["value": "bulkId:b"]]],
                ],
            ]
            #expect(await Self.send(operations, app) == 200)
            let records = try app.records(from: size).filter { $0.outcome != .attempted }
            #expect(
                records.map(\.action) == [.userCreate, .userCreate, .groupCreate, .groupMemberAdd, .groupMemberAdd])
            #expect(records.allSatisfy { $0.outcome == .success && $0.reason == nil })
            #expect(records.allSatisfy { $0.extra?["gateway"]?["differing"] == nil })
        }
    }

    /// Whom the answer does not name nobody can compare with anything: what came is told, and that something was not read.
    @Test func notTold() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "m"]]])
            let group = try #require(made.json?["id"]?.stringValue)
            app.service.set { $0.answersBulk = { Array($0.dropFirst()) } }
            let size = app.recorder.committedSize()
            #expect(await Self.send([Self.maker, Self.addition(to: group)], app) == 200)
            let last = try #require(try app.records(from: size).last)
            #expect(last.action == .groupMemberAdd && last.outcome == .success)
            #expect(last.extra?["gateway"]?["differing"] == nil)
            #expect(last.reason?.contains("could not be read") ?? false)
        }
    }
}
