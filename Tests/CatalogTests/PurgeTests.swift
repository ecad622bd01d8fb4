import Catalog
import Foundation
import JSON
import Recorder
import Records
import TestLogs
import Testing
import TransparencyLog

/// Somebody's words leave the catalog when the log no longer gives them away.
@Suite struct PurgeTests {
    private static func user(_ id: String, _ name: String) -> Party {
        Party(type: "user", id: id, namespace: "n", name: name)
    }

    private static func log() throws -> MemoryLog {
        let log = try MemoryLog()
        for number in 0..<200 {
            let person =
                number % 40 == 7 ? user("u-zebediah", "Zebediah Quux") : user("u\(number % 5)", "person \(number % 5)")
            let nick = number % 40 == 7 ? "zorblax-\(number)" : "nick-\(number)"
            try log.append(
                Record(
                    action: .userUpdate, subject: person, changes: [Change(path: "nickName", after: .string(nick))],
                    reason: number % 40 == 7 ? "asked by quuxified" : "asked"), at: MemoryLog.start)
        }
        return log
    }

    private static func words(_ text: String, _ catalog: Catalog) async throws -> UInt64 {
        try await catalog.count(.matches(.words(try FullTextQuery(text)))).count
    }

    /// Whether a text stands anywhere in the files of the catalog, whole or as it is kept for searching.
    private static func stands(_ text: String, in directory: String) throws -> Bool {
        let files = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        return try files.contains { file in
            let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file))
            return data.range(of: Data(text.utf8)) != nil
        }
    }

    @Test(arguments: [false, true])
    func wordsAreGoneAndAllElseStands(smallSegments: Bool) async throws {
        let log = try Self.log()
        let label = log.label(
            of: Self.user("u-zebediah", ""), in: Record(action: .userUpdate, subject: Self.user("u-zebediah", "")))
        var sizes = SegmentSizes()
        if smallSegments { (sizes.small, sizes.full, sizes.many, sizes.most) = (16, 24, 3, 32) }
        let house = CatalogHouse()
        try await house.with(log, sizes: sizes) { catalog in
            #expect(try await Self.words("zorblax", catalog) > 0)
            let others = try await Self.words("nick", catalog)
            if smallSegments { #expect(try Self.stands("zorblax", in: house.directory)) }
            log.erase(label)
            try await catalog.purge(label)
            #expect(try await Self.words("zorblax", catalog) == 0)
            #expect(try await Self.words("quuxified", catalog) == 0)
            #expect(try await Self.words("nick", catalog) == others)
            let history = try await catalog.history(of: SubjectQuery("Zebediah Quux"))
            guard case .unknown = history else {
                Issue.record("the name is found still")
                return
            }
            // Their events are there still, under the label.
            guard case .found(_, let page) = try await catalog.history(of: SubjectQuery(label.hash.base64)) else {
                Issue.record("the label is unknown")
                return
            }
            #expect(page.events.count == 5)
            for text in ["zorblax", "quuxified", "Zebediah", "zebediah"] {
                #expect(try !Self.stands(text, in: house.directory), "\(text)")
            }
            #expect(try Self.stands("person 0", in: house.directory), "else the test looks in the wrong place")
        }
    }

    /// A purge that was asked for and not done is done by the next that opens the catalog.
    @Test func itIsDoneAfterARestart() async throws {
        let log = try Self.log()
        let label = log.label(
            of: Self.user("u-zebediah", ""), in: Record(action: .userUpdate, subject: Self.user("u-zebediah", "")))
        let house = CatalogHouse()
        try await house.with(log) { catalog in
            log.erase(label)
            let asking = Task { try await catalog.purge(label) }
            asking.cancel()
            _ = try? await asking.value
        }
        try await house.with(log) { catalog in
            try await catalog.purge(label)
            #expect(try await Self.words("zorblax", catalog) == 0)
        }
    }
}
