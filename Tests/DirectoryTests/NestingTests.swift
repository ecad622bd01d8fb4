import Directory
import Foundation
import JSON
import Recorder
import Testing

/// `groups` of a user: those that name the user are `direct`, those that contain one of them `indirect`.
struct NestingTests {
    private func groups(_ service: TestService, _ user: String, at index: UInt64? = nil) async -> [String] {
        let query = index.map { [("at", "\($0)")] } ?? []
        let list = await service.send("GET", "/Users/\(user)", query: query).json["groups"]?.arrayValue ?? []
        return list.map { "\($0["display"]?.stringValue ?? "") \($0["type"]?.stringValue ?? "")" }
    }

    @Test func directAndIndirect() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let expected = ["A direct", "C direct", "B indirect", "D indirect"]
        let (ann, size) = try await TestService.open(folder) { service in
            let ann = await service.user("ann").id
            let ben = await service.user("ben").id
            let a = await service.group("A", [ann]).id
            let b = await service.group("B", [a]).id
            // Also in it by way of B: direct is what is told.
            let c = await service.group("C", [ann, b]).id
            let d = await service.group("D", [c]).id
            #expect(await groups(service, ann) == expected)
            #expect(await groups(service, ben) == [])
            let size = service.recorder.committedSize()
            let before = try service.records().count
            for (filter, names) in [
                (#"groups.value eq "\#(d)""#, ["ann"]), (#"groups.value eq "\#(b)""#, ["ann"]),
                (#"groups[value eq "\#(b)" and type eq "indirect"]"#, ["ann"]),
                (#"groups[value eq "\#(c)" and type eq "indirect"]"#, []), (#"groups.display eq "d""#, ["ann"]),
            ] { #expect(await service.send("GET", "/Users", query: [("filter", filter)]).names == names, "\(filter)") }
            #expect(try service.records().count == before)
            #expect(await service.send("DELETE", "/Groups/\(b)").status == 204)
            #expect(await groups(service, ann) == ["A direct", "C direct", "D indirect"])
            #expect(await groups(service, ann, at: size - 1) == expected)
            return (ann, size)
        }
        try await TestService.open(folder) { service in
            #expect(await groups(service, ann) == ["A direct", "C direct", "D indirect"])
            #expect(await groups(service, ann, at: size - 1) == expected)
        }
    }

    /// A chain longer than is followed, and a group above a hundred others: bounded, and told once each.
    @Test func bounds() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            var last = await service.group("0", [ann]).id
            for number in 1..<12 { last = await service.group("\(number)", [last]).id }
            #expect(
                await groups(service, ann) == ["0 direct"] + (1...8).map { "\($0) indirect" })
            let ben = await service.user("ben").id
            var inner: [String] = []
            for number in 0..<30 { inner.append(await service.group("i\(number)", [ben]).id) }
            _ = await service.group("top", inner)
            let all = await groups(service, ben)
            #expect(all.count == 31 && all.last == "top indirect" && Set(all).count == 31)
        }
    }
}
