import Catalog
import Records
import TestLogs
import Testing

/// Waiting for an entry.
@Suite struct WaitTests {
    @Test func aWriterReadsItsOwnWrite() async throws {
        let log = try MemoryLog()
        try await CatalogHouse().with(log) { catalog in
            for number in 1...50 as ClosedRange<UInt64> {
                let record = Record(action: .userCreate, subject: Party(type: "user", id: "u\(number)"))
                try log.append(record, at: MemoryLog.start)
                try await catalog.wait(for: number, timeout: .seconds(30))
                #expect(try await catalog.event(number)?.index == number)
                #expect(catalog.position == number + 1)
                #expect(catalog.lag == 0)
            }
        }
    }

    @Test func theTimeIsUpWithThePositionReached() async throws {
        let log = try MemoryLog()
        try await CatalogHouse().with(log) { catalog in
            await #expect(throws: CatalogError.behind(awaited: 9, position: 1)) {
                try await catalog.wait(for: 9, timeout: .milliseconds(20))
            }
        }
    }

    @Test func cancellationEndsTheWait() async throws {
        let log = try MemoryLog()
        try await CatalogHouse().with(log) { catalog in
            let waiting = Task { try await catalog.wait(for: 9, timeout: .seconds(600)) }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func closingEndsTheWait() async throws {
        let log = try MemoryLog()
        let house = CatalogHouse()
        let waiting = try await house.with(log) { catalog in
            Task { try await catalog.wait(for: 9, timeout: .seconds(600)) }
        }
        await #expect(throws: CatalogError.closed) { try await waiting.value }
    }
}
