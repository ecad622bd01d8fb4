import Foundation
import JSON
import Recorder
import Records
import Synchronization
import Testing

/// Who read what: one counted entry for equal readings of a minute, a rate, and nothing of the question in it.
@Suite struct ReadingRecorderTests {
    let folder = TemporaryFolder()

    /// A recorder of a log, and of its readings, with a clock that counts minutes.
    private final class House: Sendable {
        let recorder: Recorder
        let readings: ReadingRecorder
        private let clock: Clock

        private final class Clock: Sendable { let minute = Mutex<Int64>(100) }

        init(_ folder: TemporaryFolder, perMinute: Int = 3, isOn: Bool = true) async throws {
            recorder = try await Recorder.create(
                name: "main", origin: "log.example/main", data: folder.path, settings: RecorderTests.settings)
            var settings = ReadingRecorder.Settings()
            (settings.record, settings.perMinute) = (isOn, perMinute)
            let clock = Clock()
            self.clock = clock
            readings = ReadingRecorder(
                recorder: recorder, settings: settings,
                now: { Timestamp(milliseconds: clock.minute.withLock { $0 } * 60_000 + 5) })
        }

        func nextMinute() { clock.minute.withLock { $0 += 1 } }

        var found: [CommittedRecord] { get throws { try recorder.committed(from: 1, limit: 200) } }
    }

    private static func ann(_ id: String = "u-1") -> Party {
        Party(type: "user", id: id, namespace: "hr", name: "Ann Secretname", address: "10.1.1.1")
    }

    @Test func everyKindHasItsAction() {
        #expect(Set(Reading.Kind.allCases.map(\.action.rawValue)) == Set(Action.reading))
    }

    @Test func equalReadingsOfAMinuteAreOneEntry() async throws {
        let house = try await House(folder)
        for number in 0..<5 {
            house.readings.note(
                Reading(
                    .history, token: "auditor", about: Self.ann(),
                    parameters: number == 0 ? ["limit"] : ["order", "limit"], events: 2))
        }
        house.readings.note(Reading(.search, token: "auditor", events: 7))
        house.readings.note(Reading(.search, token: "other", events: 1))
        await house.readings.flush()
        #expect(house.recorder.committedSize() == 1, "the minute is not over")
        house.nextMinute()
        await house.readings.flush()
        let found = try house.found
        #expect(found.count == 3)
        #expect(found.allSatisfy { $0.entry.kind == .access && $0.entry.outcome == .success })
        let history = try #require(found.first { $0.entry.action?.rawValue == "read.history" }?.record)
        #expect(history.extra?["count"] == 5 && history.extra?["events"] == 10 && history.extra?["seconds"] == 60)
        #expect(history.extra?["parameters"] == ["limit", "order"])
        #expect(history.subject == Party(type: "user", id: "u-1", namespace: "hr"))
        #expect(history.actor == Party(type: "service", id: "auditor", namespace: "muster"))
        let search = try #require(found.first { $0.record?.recordedBy == "other" }?.record)
        #expect(search.subject.id == "other" && search.subject.type == "service")
        #expect(house.readings.counts.entries == 3 && house.readings.counts.unrecorded == 0)
        await house.recorder.close()
    }

    /// Three people are told apart, all others of the minute are one entry for each kind; another token has its own rate.
    @Test func aboveTheRateThereIsOneEntryForEachKind() async throws {
        let house = try await House(folder)
        for number in 0..<50 {
            house.readings.note(Reading(.history, token: "a", about: Self.ann("u-\(number)"), events: 1))
            house.readings.note(Reading(.access, token: "a", about: Self.ann("u-\(number)"), events: 1))
        }
        house.readings.note(Reading(.history, token: "b", about: Self.ann(), events: 1))
        await house.readings.flush(everything: true)
        let found = try house.found.compactMap(\.record)
        #expect(found.filter { $0.recordedBy == "a" }.count == 3 + 2)
        #expect(found.filter { $0.recordedBy == "b" }.count == 1)
        let above = found.filter { $0.extra?["aboveRate"] == true }
        #expect(above.compactMap { $0.extra?["count"]?.intValue }.sorted() == [48, 49])
        #expect(above.allSatisfy { $0.subject.id == "a" && $0.subject.type == "service" })
        await house.recorder.close()
    }

    /// Exports are there when the call returns, up to the rate; those above are summed up.
    @Test func exportsAreRecordedAtOnce() async throws {
        let house = try await House(folder)
        for number in 0..<5 {
            try await house.readings.record(
                Reading(.export, token: "a", parameters: ["q", "format"], range: 0..<UInt64(10 + number)))
            #expect(house.recorder.committedSize() == 1 + UInt64(min(3, number + 1)))
        }
        let extra = try #require(try house.found.first?.record?.extra)
        #expect(extra["from"] == 0 && extra["until"] == 10 && extra["parameters"] == ["format", "q"])
        await house.readings.flush(everything: true)
        let last = try #require(try house.found.last?.record?.extra)
        #expect(last["count"] == 2 && last["aboveRate"] == true && last["until"] == 14)
        house.nextMinute()
        try await house.readings.record(Reading(.report, token: "a"))
        #expect(try house.found.count == 5)
        await house.recorder.close()
    }

    /// A log that takes nothing: noting goes on, recording fails, and what was lost is counted.
    @Test func aStoppedLogLosesReadingsButNoExport() async throws {
        let house = try await House(folder)
        await house.recorder.close()
        house.readings.note(Reading(.search, token: "a"))
        house.readings.note(Reading(.search, token: "a"))
        await #expect(throws: RecorderError.self) {
            try await house.readings.record(Reading(.export, token: "a"))
        }
        await house.readings.flush(everything: true)
        #expect(house.readings.counts.entries == 0 && house.readings.counts.unrecorded == 2)
    }

    /// More sorts of reading than are kept: the rest is lost, counted, and told in the next entry.
    @Test func whatIsLostIsToldInTheNextEntry() async throws {
        let house = try await House(folder, perMinute: 1)
        for number in 0..<(ReadingRecorder.mostTallies + 5) {
            house.readings.note(Reading(.search, token: "t\(number)"))
        }
        #expect(house.readings.counts.unrecorded == 5)
        try await house.readings.record(Reading(.export, token: "a"))
        try await house.readings.record(Reading(.report, token: "b"))
        let extras = try house.found.compactMap { $0.record?.extra }
        #expect(extras.map { $0["unrecorded"] } == [5, nil])
        await house.recorder.close()
    }

    @Test func switchedOffNothingIsRecorded() async throws {
        let house = try await House(folder, isOn: false)
        house.readings.note(Reading(.search, token: "a"))
        try await house.readings.record(Reading(.export, token: "a"))
        await house.readings.flush(everything: true)
        #expect(house.recorder.committedSize() == 1)
        await house.recorder.close()
    }
}
