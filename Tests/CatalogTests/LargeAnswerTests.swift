import Catalog
import Records
import TestLogs
import Testing

/// Answers that name so many that they are looked up many at a time.
@Suite struct LargeAnswerTests {
    private static func time(_ minute: Int64) -> Timestamp {
        Timestamp(milliseconds: MemoryLog.start.milliseconds + minute * 60_000)
    }

    private static let people = 300

    /// Everybody gets a role under an old name; most are renamed later, and some are named then for the first time.
    private static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        func add(_ number: Int, name: String?, group: String, at minute: Int64) throws {
            try log.append(
                Record(
                    action: .groupMemberAdd, subject: Party(type: "user", id: "u\(number)", namespace: "n", name: name),
                    resources: [Party(type: "group", id: group, namespace: "n")]),
                at: time(minute))
        }
        for number in 0..<people { try add(number, name: number % 3 == 0 ? nil : "Old \(number)", group: "g", at: 1) }
        for number in 0..<people where number % 4 != 0 { try add(number, name: "New \(number)", group: "h", at: 3) }
        return log
    }

    private static func name(_ number: Int, isLater: Bool) -> String? {
        let old = number % 3 == 0 ? nil : "Old \(number)"
        let new = number % 4 == 0 ? nil : "New \(number)"
        return isLater ? new ?? old : old ?? new
    }

    @Test func everybodyIsNamedAsTheyWereThen() async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            for (minute, isLater) in [(2, false), (4, true)] as [(Int64, Bool)] {
                let answer = try await catalog.access(
                    .resource(SubjectQuery("g")), at: Self.time(minute), view: .recorded,
                    page: AccessPaging(limit: 1_000))
                guard case .found(_, let found) = answer else {
                    Issue.record("nobody is called g")
                    return
                }
                #expect(found.lines.count == Self.people)
                for line in found.lines {
                    let number = try #require(line.holder.id.flatMap { Int($0.dropFirst()) })
                    #expect(line.holder.name == Self.name(number, isLater: isLater), "\(number) at \(minute)")
                    #expect(line.holder.type == "user" && line.holder.namespace == "n")
                }
            }
        }
    }

    @Test func changesNameEverybodyToo() async throws {
        try await CatalogHouse().with(try Self.log()) { catalog in
            let answer = try await catalog.accessChanges(
                .resource(SubjectQuery("h")), between: Self.time(2), and: Self.time(4), view: .recorded,
                page: AccessPaging(limit: 1_000))
            guard case .found(_, let found) = answer else {
                Issue.record("nobody is called h")
                return
            }
            let names = found.gained.compactMap(\.holder.name)
            let expected = (0..<Self.people).filter { $0 % 4 != 0 }.map { "New \($0)" }
            #expect(names.sorted() == expected.sorted())
        }
    }
}
