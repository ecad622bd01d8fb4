import Catalog
import Foundation
import Ledger
import Recorder
import Records
import Synchronization
import TestLogs
import Testing

/// The catalog behind a real log: sealed, signed and on disk.
@Suite struct RecorderTests {
    private static func append(_ count: Int, seed: UInt64, to recorder: Recorder) async throws {
        var organisation = Organisation(seed: seed)
        var left = count
        while left > 0 {
            let transaction = (0..<min(left, 100)).map { _ in Submission(record: organisation.record()) }
            _ = try await recorder.append(transaction)
            left -= transaction.count
        }
    }

    private static func everything(_ catalog: Catalog) async throws -> [String] {
        var query = EventQuery(order: .oldest, limit: 500)
        var texts: [String] = []
        repeat {
            let page = try await catalog.search(query)
            texts += page.events.map(\.json)
            query.cursor = page.next
        } while query.cursor != nil
        return texts
    }

    /// Live from memory, and again from the disk through the vault after everything was closed and the catalog deleted:
    /// the same answers, which are the reference's.
    @Test func aRealLogIsFollowedAndRebuilt() async throws {
        let house = CatalogHouse()
        let data = house.directory + "-data"
        defer { try? FileManager.default.removeItem(atPath: data) }
        try await Recorder.create(name: "main", origin: "muster.example/main", data: data).close()
        var recorder = try await Recorder.open(name: "main", data: data)
        let live = try await house.with(recorder) { [recorder] catalog in
            async let first: Void = Self.append(400, seed: 51, to: recorder)
            async let second: Void = Self.append(400, seed: 52, to: recorder)
            _ = try await (first, second)
            try await catalog.wait(for: 800, timeout: .seconds(60))
            return try await Self.everything(catalog)
        }
        await recorder.close()
        try FileManager.default.removeItem(atPath: house.directory)
        recorder = try await Recorder.open(name: "main", data: data)
        let reference = ReferenceCatalog(try recorder.committed(from: 0, limit: 10_000))
        let rebuilt = try await house.with(recorder) { catalog in
            var random = RandomFilter(seed: 53)
            for _ in 0..<100 {
                let query = EventQuery(try random.filter(depth: 3))
                let found = try await SearchTests.all(query, in: catalog)
                #expect(found == reference.search(query), "\(query.filter)")
            }
            return try await Self.everything(catalog)
        }
        await recorder.close()
        #expect(live.count == 801)
        for (rebuilt, live) in zip(rebuilt, live) { #expect(rebuilt == live) }
        #expect(rebuilt.count == live.count)
    }

    /// Prints wall clock and processor time of a piece of work on so many records.
    private struct Measured<Value> {
        let value: Value

        init(_ what: String, _ count: Int, _ work: () async throws -> Value) async throws {
            let began = (ContinuousClock.now, clock())
            value = try await work()
            Self.tell(what, count, began)
        }

        init(_ what: String, _ count: Int, _ work: () throws -> Value) throws {
            let began = (ContinuousClock.now, clock())
            value = try work()
            Self.tell(what, count, began)
        }

        private static func tell(_ what: String, _ count: Int, _ began: (ContinuousClock.Instant, clock_t)) {
            let wall = ContinuousClock.now - began.0
            let processor = Double(clock() - began.1) / Double(count)
            let rate = Double(count) / (Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18)
            print("\(what): \(wall), \(Int(rate)) records/s, \(processor) us of processor time a record")
        }
    }

    static let benchSize = ProcessInfo.processInfo.environment["MUSTER_CATALOG_RECORDS"].flatMap { Int($0) }

    /// A measurement, not a test: how fast a catalog is built from a log on disk, and how large it is.
    @Test(.enabled(if: benchSize != nil, "set MUSTER_CATALOG_RECORDS to a number to measure"))
    func rebuildRate() async throws {
        let count = try #require(Self.benchSize)
        let house = CatalogHouse()
        let data = house.directory + "-data"
        defer { try? FileManager.default.removeItem(atPath: data) }
        try await Recorder.create(name: "main", origin: "muster.example/main", data: data).close()
        var recorder = try await Recorder.open(name: "main", data: data)
        try await Self.append(count, seed: 61, to: recorder)
        await recorder.close()
        recorder = try await Recorder.open(name: "main", data: data)
        let clock = ContinuousClock()
        let memory = try Measured("read and opened alone", count) {
            var records: [CommittedRecord] = []
            while records.count <= count {
                records += try recorder.committed(from: UInt64(records.count), limit: 2_000)
            }
            return MemoryLog(origin: recorder.origin, records: records)
        }
        let writing = try await Measured("catalogued from memory", count) {
            try await CatalogHouse().with(memory.value) { _ in }
        }
        _ = writing
        let began = clock.now
        var taken = Duration.zero
        try await house.with(recorder) { catalog in
            taken = clock.now - began
            for text in ["u-3", "okta", "group:g-2"] {
                let start = clock.now
                _ = try await catalog.history(of: SubjectQuery(text, roles: PartyRole.allCases))
                print("history of \(text): \(clock.now - start)")
            }
            var random = RandomFilter(seed: 62)
            for _ in 0..<20 {
                let query = EventQuery(try random.filter(depth: 1))
                let start = clock.now
                let page = try await catalog.search(query)
                print("\(page.events.count) events in \(clock.now - start): \(query.filter)")
            }
        }
        await recorder.close()
        let size = try FileManager.default.attributesOfItem(atPath: house.database)[.size] as? Int ?? 0
        let rate = Double(count) / (Double(taken.components.attoseconds) / 1e18 + Double(taken.components.seconds))
        print("rebuilt \(count) records in \(taken): \(Int(rate)) records/s; \(size / count) bytes a record")
        #expect(size > 0)
    }
}
