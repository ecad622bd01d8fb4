import Directory
import JSON
import Recorder
import Records
import SCIM
import Testing

/// What is read and written for one member does not depend on how many others there are.
struct BigGroupTests {
    /// Counts what an evaluation asks for.
    final class CountingState: DirectoryState {
        let inner: any DirectoryState
        var resources = 0
        var members = 0
        var lists = 0

        init(_ inner: any DirectoryState) { self.inner = inner }

        func resource(_ id: String) throws -> StoredResource? {
            resources += 1
            return try inner.resource(id)
        }
        func user(named userName: String) throws -> StoredResource? { try inner.user(named: userName) }
        func member(_ id: String, of group: StoredResource) throws -> JSONObject? {
            members += 1
            return try inner.member(id, of: group)
        }
        func members(of group: StoredResource) throws -> [(id: String, detail: JSONObject)] {
            lists += 1
            return try inner.members(of: group)
        }
        func listed(_ group: StoredResource) throws -> [GroupMember] {
            lists += 1
            return try inner.listed(group)
        }
        func groups(of resource: StoredResource) throws -> [(group: StoredResource, detail: JSONObject)] {
            try inner.groups(of: resource)
        }
    }

    private func evaluate(_ service: TestService, _ group: String, _ operation: String) throws -> (CountingState, Int) {
        let body = try JSONValue(
            parsing: #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operation)]}"#)
        return try service.directory.store.look { reader in
            let state = CountingState(reader)
            let evaluation = try Evaluator(state, baseURL: TestService.base, newID: "n").evaluate(
                .patch(.group, id: group, try Patch(parsing: body)))
            return (state, evaluation.drafts.count)
        }
    }

    /// Bytes that a request adds to the log.
    private func logged(_ service: TestService, _ request: () async -> Answer) async throws -> (Answer, Int) {
        let before = service.recorder.committedSize()
        let answer = await request()
        var bytes = 0
        for index in before..<service.recorder.committedSize() {
            bytes += try service.recorder.entryBytes(index: index)?.count ?? 0
            bytes += try service.recorder.sealedBytes(index: index)?.count ?? 0
        }
        return (answer, bytes)
    }

    @Test func oneMemberOfMany() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<1_200 { ids.append(await service.user("user\(number)").id) }
            let extra = await service.user("extra").id
            let small = await service.group("Group a", Array(ids.prefix(3))).id
            let big = await service.group("Group b", ids).id
            let add = #"{"op":"add","path":"members","value":[{"value":"\#(extra)"}]}"#
            let remove = #"{"op":"remove","path":"members[value eq \"\#(extra)\"]"}"#
            let entra = #"{"op":"Remove","path":"members","value":[{"value":"\#(ids[7])"}]}"#
            for flushed in [false, true] {
                if flushed { try service.directory.store.flush() }
                for operation in [add, remove, entra] {
                    let (state, drafts) = try evaluate(service, big, operation)
                    #expect(drafts == (operation == remove ? 0 : 1))
                    #expect(state.lists == 0)
                    #expect(state.members <= 1)
                    #expect(state.resources <= 2)
                }
            }
            var bytes: [[Int]] = []
            for group in [small, big] {
                var sizes: [Int] = []
                for operation in [add, remove] {
                    let (answer, size) = try await logged(service) {
                        await service.patch("/Groups/\(group)", operation)
                    }
                    #expect(answer.status == 204)
                    #expect(answer.response.body.isEmpty)
                    sizes.append(size)
                }
                bytes.append(sizes)
            }
            // Counters and indices have more digits in a longer log.
            #expect(zip(bytes[0], bytes[1]).allSatisfy { abs($0 - $1) < 32 })
            #expect(bytes[1].allSatisfy { $0 < 4_000 })
        }
    }

    @Test func aFullPushIsTheDifference() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<600 { ids.append(await service.user("user\(number)").id) }
            let group = await service.group("Group", Array(ids[0..<500])).id
            func push(_ ids: ArraySlice<String>) -> String {
                let list = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
                return #"{"op":"replace","path":"members","value":[\#(list)]}"#
            }
            let (state, drafts) = try evaluate(service, group, push(ids[2..<503]))
            #expect(drafts == 5)
            #expect(state.lists == 1)
            #expect(state.resources <= 6)
            let before = try service.records().count
            #expect(await service.patch("/Groups/\(group)", push(ids[2..<503])).status == 204)
            let records = try service.records().dropFirst(before)
            #expect(
                records.map(\.action.rawValue) == ["group.member.remove", "group.member.remove"]
                    + Array(repeating: "group.member.add", count: 3))
            #expect(Set(records.map(\.transaction)).count == 1)
            #expect(Set(records.map(\.subject.id)) == Set(ids[0..<2] + ids[500..<503]))
            #expect(records.allSatisfy { $0.resources.map(\.id) == [group] })
            #expect(await service.send("GET", "/Groups/\(group)").json["members"]?.arrayValue?.count == 501)
        }
    }
}
