import Directory
import Foundation
import JSON
import Recorder
import Records
import Testing

/// The log is the database: the state can be thrown away, and two writers at once agree.
struct ReplayTests {
    /// What a client can see of everything, byte for byte.
    private func picture(_ service: TestService) async -> [[UInt8]] {
        var picture: [[UInt8]] = []
        for path in ["/Users", "/Groups"] {
            let list = await service.send("GET", path)
            picture.append(list.response.body)
            for resource in list.json["Resources"]?.arrayValue ?? [] {
                let one = await service.send("GET", "\(path)/\(resource["id"]?.stringValue ?? "")")
                picture.append(one.response.body)
                picture.append(Array((one.response.header("etag") ?? "").utf8))
            }
        }
        return picture
    }

    private func live(_ service: TestService) async {
        var ids: [String] = []
        for number in 0..<6 {
            let more =
                #","emails":[{"value":"é\#(number)@e.com","type":"work","primary":true},{"value":"x\"y"}],"addresses":[{"locality":"A"},{"locality":"B"}]"#
            ids.append(await service.user("user\(number)", more).id)
        }
        let group = await service.group("Team", ids)
        _ = await service.group("Outer", [group.id, ids[0]])
        for operation in [
            #"{"op":"remove","path":"emails[type eq \"work\"]"}"#,
            #"{"op":"add","path":"roles","value":[{"value":"r]\"","type":"t"}]}"#,
            #"{"op":"replace","path":"addresses[locality eq \"A\"].region","value":"R"}"#,
            #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"\#(ids[1])"}"#,
            #"{"op":"replace","path":"name","value":{"givenName":"G","familyName":"F"}}"#,
            #"{"op":"remove","path":"name.givenName"}"#,
            #"{"op":"replace","path":"emails","value":[{"value":"n","primary":false}]}"#,
            #"{"op":"add","path":"roles","value":[{"display":"no value"},{"display":"nor here"}]}"#,
            #"{"op":"add","path":"entitlements","value":[{"display":"no value"}]}"#,
            #"{"op":"remove","path":"roles[display eq \"no value\"]"}"#,
            #"{"op":"replace","path":"roles.primary","value":false}"#,
        ] { #expect(await service.patch("/Users/\(ids[2])", operation).status == 200) }
        _ = await service.patch(
            "/Groups/\(group.id)",
            #"{"op":"replace","path":"members","value":[{"value":"\#(ids[2])","display":"Two"},{"value":"\#(ids[3])"}]}"#
        )
        _ = await service.send("DELETE", "/Users/\(ids[3])")
        _ = await service.patch("/Groups/\(group.id)", #"{"op":"replace","path":"displayName","value":"Crew"}"#)
    }

    @Test func sameAnswersAfterRestartAndRebuild() async throws {
        let folder = NSTemporaryDirectory() + "muster-replay-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (first, kept) = try await TestService.run { service in
            await live(service)
            let picture = await picture(service)
            // A copy of a log that is just publishing would be a mixture of two moments, and refused.
            try await service.recorder.waitPublished(index: service.recorder.committedSize() - 1)
            try FileManager.default.copyItem(atPath: service.folder, toPath: folder)
            return (picture, service.folder)
        }
        #expect(first.count > 10)
        #expect(!FileManager.default.fileExists(atPath: kept))
        let restarted = try await TestService.open(folder) { await picture($0) }
        #expect(restarted == first)
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/catalog/main/directory.sqlite" + suffix)
        }
        let rebuilt = try await TestService.open(folder) { await picture($0) }
        #expect(rebuilt == first)
        try Data("no database".utf8).write(to: URL(fileURLWithPath: folder + "/catalog/main/directory.sqlite"))
        let last = try await TestService.open(folder) { service in
            #expect(await service.user("USER1").status == 409)
            #expect(await service.user("user3").status == 201)
            return await picture(service)
        }
        #expect(last.count > first.count)
    }

    @Test func twoCreatesOfOneName() async throws {
        try await TestService.run { service in
            for round in 0..<10 {
                async let one = service.user("same\(round)").status
                async let two = service.user("SAME\(round)").status
                async let three = service.user("Same\(round)").status
                #expect(await [one, two, three].sorted() == [201, 409, 409])
            }
            let records = try service.records()
            #expect(records.filter { $0.outcome == .success }.count == 10)
            #expect(records.filter { $0.outcome == .refused }.count == 20)
        }
    }

    @Test func concurrentWritersAgree() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<8 { ids.append(await service.user("u\(number)").id) }
            let everyone = ids
            let groups = [await service.group("a", everyone).id, await service.group("b", everyone).id]
            await withTaskGroup(of: Void.self) { tasks in
                for (number, id) in everyone.enumerated() {
                    for group in groups {
                        tasks.addTask {
                            _ = await service.patch(
                                "/Groups/\(group)", #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"#)
                        }
                    }
                    tasks.addTask { _ = await service.send("DELETE", "/Users/\(id)") }
                    tasks.addTask {
                        _ = await service.patch("/Users/\(id)", #"{"op":"add","path":"title","value":"\#(number)"}"#)
                    }
                }
                tasks.addTask { _ = await service.send("DELETE", "/Groups/\(groups[0])") }
            }
            let records = try service.records().filter { $0.outcome == .success }
            // Whoever was first, every membership ended exactly once.
            #expect(records.filter { $0.action == .groupMemberRemove }.count == 16)
            #expect(records.filter { $0.action == .userDelete }.count == 8)
            #expect(await service.send("GET", "/Users").json["totalResults"] == 0)
            #expect(await service.send("GET", "/Groups/\(groups[1])").json["members"] == nil)
        }
    }
}
