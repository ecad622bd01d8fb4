import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Synchronization
import Testing

/// Steps of the wall clock are entries of every log, and `/readyz` tells of one that is not believed.
@Suite struct ClockWatchTests {
    static let years: Int64 = 2_000_000_000_000

    @Test func stepsAreRecordedInEveryLogAndToldOnReadyz() async throws {
        let hands = ClockHands()
        let clock = LogClock { hands.value.withLock { $0 } }
        try await TestServer.with(try TemporaryFolder(), clock: clock) { muster in
            let second: JSONValue = ["name": "second", "origin": "log.example/second"]
            #expect(try await muster.send(.post, "/v1/logs", json: second).status == 201)
            hands.value.withLock { $0.wall += Self.years }
            let text = try await Self.ready(muster) {
                $0.contains("the wall clock was stepped forward") && $0.contains(#""status":"degraded""#)
            }
            #expect(text.contains("restart if it is right"))
            for log in ["main", "second"] {
                let entry = try await Self.clockEntry(number: 0, of: log, muster)
                #expect(entry.record.changes.first?.after == "forward", "\(log)")
                #expect(entry.record.changes.last?.after == .string(hands.now.rfc3339), "\(log)")
                #expect(entry.kind == .admin && entry.time == ClockHands.start, "\(log)")
            }
            hands.value.withLock { $0.wall -= Self.years }
            #expect(try await Self.ready(muster) { !$0.contains("clock") }.contains(#""degraded":[]"#))
            let entry = try await Self.clockEntry(number: 1, of: "main", muster)
            #expect(entry.record.changes.first?.after == "corrected")
            #expect(entry.record.reason?.contains("set right again") == true)
        }
    }

    private struct ClockEntry {
        let kind: EntryKind
        let time: Timestamp
        let record: Record
    }

    /// The record of a step, once it stands in a log.
    private static func clockEntry(number: Int, of name: String, _ muster: TestServer) async throws -> ClockEntry {
        let recorder = try #require(muster.server.logs.log(named: name)).recorder
        for _ in 0..<1200 {
            let found = try recorder.committed(from: 0, limit: 1000).compactMap { item in
                item.record.map { ClockEntry(kind: item.entry.kind, time: item.entry.time, record: $0) }
            }.filter { $0.record.action == .clockStep }
            if found.count > number { return found[number] }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CancellationError()
    }

    /// What `/readyz` says, once it says what is waited for.
    private static func ready(_ muster: TestServer, _ isGood: (String) -> Bool) async throws -> String {
        var text = ""
        for _ in 0..<1200 {
            text = try await muster.send(.get, "/readyz", token: .some(nil)).text
            if isGood(text) { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(isGood(text), "\(text)")
        return text
    }
}

/// Two clocks that stand still until a test moves them.
final class ClockHands: Sendable {
    static let start = Timestamp(milliseconds: 1_790_000_000_000)
    let value = Mutex(ClockGuard.Reading(wall: start.milliseconds, boot: 5_000))

    var now: Timestamp { Timestamp(milliseconds: value.withLock { $0.wall }) }
}
