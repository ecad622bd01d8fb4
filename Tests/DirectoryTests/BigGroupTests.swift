import Directory
import Foundation
import JSON
import Recorder
import Records
import SCIM
import Synchronization
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

    /// A group of 45 and 45 people outside it, under a limit of ten records beside the first.
    private func bigGroup(
        _ body: (TestService, _ group: String, _ inside: [String], _ outside: [String], SCIMLimits) async throws -> Void
    ) async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<90 { ids.append(await service.user("user\(number)").id) }
            let group = await service.group("Group", Array(ids[..<45])).id
            try await body(service, group, Array(ids[..<45]), Array(ids[45...]), SCIMLimits(batch: 10))
        }
    }

    private static func list(_ ids: [String]) -> String { ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",") }

    private static func members(_ service: TestService, _ group: String) async -> Set<String> {
        let members = await service.send("GET", "/Groups/\(group)").json["members"]?.arrayValue ?? []
        return Set(members.compactMap { $0["value"]?.stringValue })
    }

    /// More records than one transaction may have are written in parts, in an order that tells the truth at every moment.
    @Test func aGroupLargerThanTheLimitIsDeleted() async throws {
        try await bigGroup { service, group, inside, _, limits in
            let outer = await service.group("Outer", [group]).id
            let before = try service.records().count
            let appends = service.log.appends.load(ordering: .relaxed)
            #expect(await service.send("DELETE", "/Groups/\(group)", limits: limits).status == 204)
            #expect(service.log.appends.load(ordering: .relaxed) - appends == 5)
            let records = try service.records().dropFirst(before)
            #expect(
                records.map(\.action.rawValue) == Array(repeating: "group.member.remove", count: 45)
                    + ["group.subgroup.remove", "group.delete"])
            #expect(Set(records.map(\.transaction)).count == 1)
            #expect(Set(records.prefix(45).map(\.subject.id)) == Set(inside))
            #expect(await service.send("GET", "/Groups/\(group)").status == 404)
            #expect(await service.send("GET", "/Groups/\(outer)").json["members"] == nil)
            #expect(await service.send("GET", "/Users/\(inside[7])").json["groups"] == nil)
        }
    }

    @Test func aGroupLargerThanTheLimitIsEmptiedAndReplaced() async throws {
        try await bigGroup { service, group, inside, outside, limits in
            let body =
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","members":[\#(Self.list(outside))]}"#
            let before = try service.records().count
            let replaced = await service.send("PUT", "/Groups/\(group)", body, limits: limits)
            #expect(replaced.status == 200 && replaced.json["displayName"] == "New")
            #expect(await Self.members(service, group) == Set(outside))
            let records = try service.records().dropFirst(before)
            // The name first, then who leaves, then who comes.
            #expect(
                records.map(\.action.rawValue) == ["group.update"]
                    + Array(repeating: "group.member.remove", count: 45)
                    + Array(repeating: "group.member.add", count: 45))
            #expect(Set(records.map(\.transaction)).count == 1)
            let removal = await service.patch("/Groups/\(group)", #"{"op":"remove","path":"members"}"#, limits: limits)
            #expect(removal.status == 204)
            #expect(await Self.members(service, group).isEmpty)
            let push = #"{"op":"add","path":"members","value":[\#(Self.list(inside))]}"#
            #expect(await service.patch("/Groups/\(group)", push, limits: limits).status == 204)
            #expect(await Self.members(service, group) == Set(inside))
        }
    }

    /// What is made is made whole or not at all: a client that got no answer would make it twice.
    @Test func aNewGroupIsMadeWhole() async throws {
        try await bigGroup { service, _, inside, _, limits in
            let body =
                #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"New","members":[\#(Self.list(inside))]}"#
            let before = try service.records().filter { $0.outcome == .success }.count
            let refused = await service.send("POST", "/Groups", body, limits: limits)
            #expect(refused.status == 413)
            #expect(refused.json["detail"]?.stringValue?.contains("limits.batch") == true)
            let after = try service.records().filter { $0.outcome == .success }.count
            #expect(after == before)
            #expect(await service.send("GET", "/Groups").names == ["Group"])
        }
    }

    /// When the log stops between two parts, what is visible is what is on record, and the same request does the rest.
    @Test func whatFailsBetweenTwoPartsCanBeSentAgain() async throws {
        try await bigGroup { service, group, inside, _, limits in
            service.log.taken.withLock { $0 = 2 }
            service.log.failure.withLock { $0 = .busy(retryAfter: 3) }
            let failed = await service.send("DELETE", "/Groups/\(group)", limits: limits)
            #expect(failed.status == 503 && failed.response.header("retry-after") == "3")
            #expect(failed.json["detail"]?.stringValue?.contains("22 of 46") == true, "\(failed.json.text)")
            service.log.failure.withLock { $0 = nil }
            let left = await Self.members(service, group)
            #expect(left.count == 23 && left.isSubset(of: inside))
            #expect(await service.send("DELETE", "/Groups/\(group)", limits: limits).status == 204)
            let records = try service.records().filter { $0.outcome == .success && $0.action == .groupMemberRemove }
            #expect(records.count == 45 && Set(records.map(\.subject.id)) == Set(inside))
        }
    }

    /// Records that are too large together for the log are written in smaller parts.
    @Test func partsAreAsLargeAsTheLogTakes() async throws {
        try await bigGroup { service, group, _, _, _ in
            service.log.mostRecords.withLock { $0 = 6 }
            #expect(await service.send("DELETE", "/Groups/\(group)").status == 204)
            service.log.mostRecords.withLock { $0 = 0 }
            #expect(await service.user("nobody").status == 413)
        }
    }

    /// What was written in parts is found the same after the directory is built again.
    @Test func partsAreReadAgain() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let limits = SCIMLimits(batch: 400)
        let body = try await TestService.open(folder) { service in
            var ids: [String] = []
            for number in 0..<1_300 { ids.append(await service.user("user\(number)").id) }
            let group = await service.group("Group").id
            let push = #"{"op":"add","path":"members","value":[\#(Self.list(ids))]}"#
            #expect(await service.patch("/Groups/\(group)", push, limits: limits).status == 204)
            let half = #"{"op":"replace","path":"members","value":[\#(Self.list(Array(ids[650...])))]}"#
            #expect(await service.patch("/Groups/\(group)", half, limits: limits).status == 204)
            try await service.recorder.waitPublished(index: service.recorder.committedSize() - 1)
            return await service.send("GET", "/Groups").response.body
        }
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/catalog/main/directory.sqlite" + suffix)
        }
        let again = try await TestService.open(folder) { await $0.send("GET", "/Groups").response.body }
        #expect(again == body)
    }
}
