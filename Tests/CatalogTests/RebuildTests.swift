import Catalog
import Foundation
import GRDB
import JSON
import Recorder
import Records
import Synchronization
import TestLogs
import Testing

/// The catalog can be lost, damaged or out of step; the answers stay.
@Suite struct RebuildTests {
    /// Everything that the catalog answers about a log, as text.
    private static func answers(_ catalog: Catalog) async throws -> [String] {
        var answers: [String] = []
        var query = EventQuery(order: .oldest, limit: 500)
        repeat {
            let page = try await catalog.search(query)
            answers += page.events.map(\.json)
            query.cursor = page.next
        } while query.cursor != nil
        for name in ["u-1", "u-3", "person4", "g-3", "group 2", "nobody"] {
            switch try await catalog.history(of: SubjectQuery(name, roles: PartyRole.allCases, limit: 500)) {
            case .unknown: answers.append("unknown")
            case .ambiguous(let candidates): answers += candidates.map(\.json.text)
            case .found(let identity, let page): answers += [identity.json.text] + page.events.map(\.json)
            }
        }
        return answers
    }

    /// What happens to the files between two openings.
    enum Mishap: String, CaseIterable {
        case nothing, allDeleted, databaseDeleted, emptied, overwritten, cutShort, olderSchema, otherLog,
            foreignDatabase
        case lastEntryDiffers, ahead
    }

    @Test(arguments: Mishap.allCases)
    func theAnswersAreTheSame(after mishap: Mishap) async throws {
        let log = try SearchTests.log(seed: 31, records: 400)
        let house = CatalogHouse()
        let before = try await house.with(log) { try await Self.answers($0) }
        try Self.harm(house, mishap)
        let batches = Mutex(0)
        let after = try await house.with(log, onProgress: { _ in batches.withLock { $0 += 1 } }) { catalog in
            try await Self.answers(catalog)
        }
        #expect(before.count > 400)
        #expect(after == before)
        #expect((batches.withLock { $0 } > 0) == (mishap != .nothing))
    }

    private static func harm(_ house: CatalogHouse, _ mishap: Mishap) throws {
        let path = house.database
        switch mishap {
        case .nothing: break
        case .allDeleted: try FileManager.default.removeItem(atPath: house.directory)
        case .databaseDeleted:
            try FileManager.default.removeItem(atPath: path)
            // A write-ahead log that was left behind, of a database that is gone.
            try Data(repeating: 0x37, count: 8_192).write(to: URL(fileURLWithPath: path + "-wal"))
        case .emptied: try Data().write(to: URL(fileURLWithPath: path))
        case .overwritten: try Data(repeating: 0xA5, count: 50_000).write(to: URL(fileURLWithPath: path))
        case .cutShort: try FileHandle(forWritingAtPath: path)?.truncate(atOffset: 5_000)
        case .olderSchema: try sql(path, "UPDATE catalog SET version = version - 1")
        case .otherLog: try sql(path, "UPDATE catalog SET origin = 'elsewhere.example/log'")
        case .foreignDatabase: try sql(path, "DROP TABLE catalog")
        case .lastEntryDiffers: try sql(path, "UPDATE catalog SET tail = zeroblob(32)")
        case .ahead: try sql(path, "UPDATE catalog SET position = position + 1")
        }
    }

    private static func sql(_ path: String, _ sql: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }

    /// A log restored from an older backup, and continued differently, is not what the catalog was made from.
    @Test func aLogThatWentBackIsFollowedAnew() async throws {
        let log = try SearchTests.log(seed: 32, records: 100)
        let house = CatalogHouse()
        _ = try await house.with(log) { try await Self.answers($0) }
        log.truncate(to: 60)
        var organisation = Organisation(seed: 33)
        for _ in 0..<60 { try log.append(organisation.record(), at: log.records.last!.entry.time) }
        let found = try await house.with(log) { try await Self.answers($0) }
        let fresh = try await CatalogHouse().with(log) { try await Self.answers($0) }
        #expect(found == fresh)
    }

    /// Damage met while the catalog is in use: the reader is told to come again, and the catalog is built again.
    @Test func damageInUseIsMended() async throws {
        let log = try SearchTests.log(seed: 34, records: 6_000)
        let house = CatalogHouse()
        let before = try await house.with(log) { try await Self.answers($0) }
        let file = try #require(FileHandle(forUpdatingAtPath: house.database))
        let pages = try file.seekToEnd() / 4_096
        try #require(pages > 100)
        for page in 10..<pages {
            try file.seek(toOffset: page * 4_096)
            try file.write(contentsOf: Data(repeating: 0xFF, count: 64))
        }
        try file.close()
        let after = try await house.with(log) { catalog in
            for _ in 0..<200 {
                if let answers = try? await Self.answers(catalog), answers.count == before.count { return answers }
                try await Task.sleep(for: .milliseconds(50))
            }
            return []
        }
        #expect(after == before)
    }

    @Test func theFilesAreTheOwnersAlone() async throws {
        let house = CatalogHouse()
        try await house.with(try SearchTests.log(seed: 35, records: 10)) { _ in
            for (suffix, expected) in [("", 0o700), ("/catalog.sqlite", 0o600), ("/catalog.sqlite-wal", 0o600)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: house.directory + suffix)
                #expect(attributes[.posixPermissions] as? Int == expected, "\(suffix)")
            }
        }
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        let house = CatalogHouse()
        try FileManager.default.createDirectory(atPath: house.database, withIntermediateDirectories: true)
        let log = try MemoryLog()
        await #expect(throws: CatalogError.unusable(path: house.database, reason: "it is not a regular file")) {
            try await house.with(log) { _ in }
        }
    }
}
