import Directory
import Foundation
import JSON
import Records
import Synchronization
import Testing

/// Random writers at once, held against the same records applied one after the other.
struct ConcurrencyTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 16 ^ state << 48
        }
    }

    /// A directory that knows nothing but what the records say, and finds fault with them.
    private struct Model {
        var users: [String: [String: JSONValue]] = [:]
        var groups: [String: Set<String>] = [:]
        var faults: [String] = []

        mutating func apply(_ record: Record, at place: Int) {
            faults += take(record).map { "record \(place) (\(record.action)): \($0)" }
        }

        private mutating func take(_ record: Record) -> [String] {
            let id = record.subject.id
            var found: [String] = []
            switch record.action {
            case .userCreate:
                if users[id] != nil { found.append("is there already") }
                users[id] = [:]
                found += set(record)
            case .userDelete:
                if users.removeValue(forKey: id) == nil { found.append("is not there") }
                if groups.values.contains(where: { $0.contains(id) }) { found.append("is a member still") }
            case .groupCreate: groups[id] = []
            case .groupMemberAdd, .groupMemberRemove:
                let group = record.resources.first?.id ?? ""
                let isAdd = record.action == .groupMemberAdd
                if users[id] == nil { found.append("is not there") }
                if groups[group]?.contains(id) ?? isAdd == isAdd { found.append("is in the group, or not, already") }
                if isAdd { groups[group]?.insert(id) } else { groups[group]?.remove(id) }
            default:
                if users[id] == nil { found.append("is not there") }
                found += set(record)
            }
            let names = users.values.compactMap { $0["userName"]?.stringValue?.lowercased() }
            if Set(names).count != names.count { found.append("two users have one name") }
            return found
        }

        private mutating func set(_ record: Record) -> [String] {
            var found: [String] = []
            for change in record.changes {
                if users[record.subject.id]?[change.path] != change.before {
                    found.append("\(change.path) was otherwise")
                }
                users[record.subject.id]?[change.path] = change.after
            }
            return found
        }
    }

    @Test(arguments: [1, 2, 3, 4])
    func manyWritersAreOneAfterTheOther(seed: UInt64) async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<6 { ids.append(await service.user("name\(number)", #","active":true"#).id) }
            let everyone = ids
            let groups = [await service.group("A", ids).id, await service.group("B").id]
            let created = everyone.count
            let tallies = await withTaskGroup(of: [String: Int].self) { tasks in
                for writer in 0..<8 {
                    tasks.addTask {
                        var random = Generator(state: seed &* 1_000 &+ UInt64(writer))
                        var tally: [String: Int] = [:]
                        for step in 0..<25 {
                            let answer = await Self.act(service, everyone, groups, step, &random)
                            tally["\(answer.status)", default: 0] += 1
                        }
                        return tally
                    }
                }
                return await tasks.reduce(into: [String: Int]()) { $0.merge($1, uniquingKeysWith: +) }
            }
            let records = try service.records()
            var model = Model()
            for (place, record) in records.enumerated() where record.outcome == .success {
                model.apply(record, at: place)
            }
            #expect(model.faults == [])
            // One record of each refusal, one of each account made.
            let refused = ["400", "404", "409"].compactMap { tallies[$0] }.reduce(0, +)
            #expect(records.filter { $0.outcome == .refused }.count == refused)
            #expect(
                records.filter { $0.outcome == .success && $0.action == .userCreate }.count
                    == (tallies["201"] ?? 0) + created)
            #expect(tallies.keys.allSatisfy { ["200", "201", "204", "400", "404", "409"].contains($0) })
            // What is visible is what the records come to, member for member.
            let listed = await service.send("GET", "/Users").json["Resources"]?.arrayValue ?? []
            #expect(Set(listed.compactMap { $0["id"]?.stringValue }) == Set(model.users.keys))
            for user in listed {
                let known = model.users[user["id"]?.stringValue ?? ""]
                for path in ["userName", "active", "title"] { #expect(user[path] == known?[path]) }
            }
            for group in groups {
                let members = await service.send("GET", "/Groups/\(group)").json["members"]?.arrayValue ?? []
                #expect(Set(members.compactMap { $0["value"]?.stringValue }) == model.groups[group])
            }
        }
    }

    private static func act(
        _ service: TestService, _ ids: [String], _ groups: [String], _ step: Int, _ random: inout Generator
    ) async -> Answer {
        let id = ids[Int.random(in: 0..<ids.count, using: &random)]
        let other = ids[Int.random(in: 0..<ids.count, using: &random)]
        let group = groups[Int.random(in: 0..<groups.count, using: &random)]
        let name = "name\(Int.random(in: 0..<9, using: &random))"
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3: return await service.user(Bool.random(using: &random) ? name : name.uppercased())
        case 3..<6:
            return await service.patch("/Users/\(id)", #"{"op":"replace","path":"userName","value":"\#(name)"}"#)
        case 6..<9:
            return await service.patch(
                "/Users/\(id)", #"{"op":"replace","path":"active","value":\#(Bool.random(using: &random))}"#)
        case 9..<11: return await service.patch("/Users/\(id)", #"{"op":"add","path":"title","value":"\#(step)"}"#)
        case 11..<14:
            return await service.patch(
                "/Groups/\(group)", #"{"op":"add","path":"members","value":[{"value":"\#(id)"},{"value":"\#(other)"}]}"#
            )
        case 14..<17:
            return await service.patch("/Groups/\(group)", #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"#)
        case 17..<19:
            return await service.patch(
                "/Groups/\(group)", #"{"op":"replace","path":"members","value":[{"value":"\#(id)"}]}"#)
        default: return await service.send("DELETE", "/Users/\(id)")
        }
    }

    /// Nobody sees half of what one request did.
    @Test func aRequestIsVisibleWhole() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<60 { ids.append(await service.user("user\(number)").id) }
            let (first, second) = (Array(ids[0..<30]), Array(ids[30..<60]))
            let group = await service.group("Group", first).id
            let writing = Task {
                for round in 0..<20 {
                    let list = (round % 2 == 0 ? second : first).map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
                    let push = #"{"op":"replace","path":"members","value":[\#(list)]}"#
                    #expect(await service.patch("/Groups/\(group)", push).status == 204)
                }
                return true
            }
            let reading = Task {
                var seen: Set<Set<String>> = []
                while !Task.isCancelled {
                    let members = await service.send("GET", "/Groups/\(group)").json["members"]?.arrayValue ?? []
                    seen.insert(Set(members.compactMap { $0["value"]?.stringValue }))
                    await Task.yield()
                }
                return seen
            }
            #expect(await writing.value)
            reading.cancel()
            #expect(await reading.value.isSubset(of: [Set(first), Set(second)]))
        }
    }

    /// Writers of different resources are committed together: fewer commits than requests.
    @Test func writersShareCommits() async throws {
        try await TestService.run { service in
            let before = service.log.appends.load(ordering: .relaxed)
            await withTaskGroup(of: Void.self) { tasks in
                for number in 0..<64 { tasks.addTask { _ = await service.user("user\(number)") } }
            }
            #expect(service.log.appends.load(ordering: .relaxed) - before == 64)
            #expect(service.log.most.load(ordering: .relaxed) > 1)
            let users = try service.records().filter { $0.action == .userCreate }
            #expect(users.count == 64)
        }
    }
}
