import Ledger
package import Logging
package import Records
import Synchronization

/// Puts on record who read what, as entries of the kind `access`, without letting reading flood or slow anything.
///
/// Readings that are noted (`note`) are put together: one counted entry for each token, minute, kind and person asked about,
/// written by `flush` once the minute is over; above `perMinute` such entries of a token, one for each kind. Noting never
/// waits and never fails. Readings that are recorded (`record`: exports and reports) are durable when it returns, one entry
/// each, up to as many again a minute; those above are put together like the others.
///
/// What could not be recorded is counted, and the next entry says how many (`unrecorded`).
package final class ReadingRecorder: Sendable {
    package struct Settings: Sendable, Equatable {
        /// Whether reading is recorded at all.
        package var record = true
        /// Entries of one token in a minute, for what is noted and for what is recorded one by one.
        package var perMinute = 60

        package init() {}
    }

    /// Numbers for an operator.
    package struct Counts: Sendable, Equatable {
        /// Entries written.
        package var entries = 0
        /// Acts of reading that were lost to the record.
        package var unrecorded = 0
    }

    fileprivate struct State {
        var tallies: [ReadingTally.Key: ReadingTally] = [:]
        var rates = ReadingRates()
        /// Of the lost, those that no entry has told of.
        var untold = 0
        var counts = Counts()
    }

    private let recorder: Recorder
    private let settings: Settings
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())
    private let logger: Logger
    /// Tallies that are kept at once: a bound on memory.
    package static let mostTallies = 10_000

    package init(
        recorder: Recorder, settings: Settings = Settings(), logger: Logger = Logger(label: "muster.readings"),
        now: @escaping @Sendable () -> Timestamp = { Timestamp(milliseconds: systemMilliseconds()) }
    ) {
        self.recorder = recorder
        self.settings = settings
        self.logger = logger
        self.now = now
    }

    /// Whether reading is recorded; where it is not, nobody need gather what the record would say.
    package var isOn: Bool { settings.record }
    package var counts: Counts { state.withLock(\.counts) }

    /// Notes a reading, for the entry of its minute. Neither waits nor fails.
    package func note(_ reading: Reading) {
        guard settings.record else { return }
        let minute = now().milliseconds / 60_000
        state.withLock { state in
            let key = ReadingTally.Key(reading, minute, isAboveRate: false)
            if state.tallies[key] != nil {
                state.tallies[key]?.add(reading)
            } else if state.rates.take(.noted, reading.token, minute, limit: settings.perMinute) {
                state.add(reading, key)
            } else {
                state.addAboveRate(reading, minute)
            }
        }
    }

    /// Records a reading before anything of the answer is sent: an export or a report. Durable when this returns, unless
    /// it is above the token's rate and waits for the entry of its minute.
    ///
    /// - Throws: `RecorderError`; nothing must be answered then.
    package func record(_ reading: Reading) async throws(RecorderError) {
        guard settings.record else { return }
        let minute = now().milliseconds / 60_000
        let unrecorded = state.withLock { state -> Int? in
            guard state.rates.take(.recorded, reading.token, minute, limit: settings.perMinute) else {
                state.addAboveRate(reading, minute)
                return nil
            }
            return state.takeUntold()
        }
        guard let unrecorded else { return }
        let record = ReadingTally(reading).record(minute: nil, unrecorded: unrecorded)
        do throws(RecorderError) {
            _ = try await recorder.append([Submission(record: record, kind: .access)])
            state.withLock { $0.counts.entries += 1 }
        } catch {
            state.withLock { $0.untold += unrecorded }
            throw error
        }
    }

    /// Writes the entries of past minutes, or of all when `everything` is set.
    package func flush(everything: Bool = false) async {
        let minute = now().milliseconds / 60_000
        let due = state.withLock { state in
            let due = state.tallies.filter { everything || $0.key.minute < minute }
            for key in due.keys { state.tallies.removeValue(forKey: key) }
            state.rates.forget(before: minute)
            return due.sorted { ($0.key.minute, $0.key.token) < ($1.key.minute, $1.key.token) }
        }
        for (key, tally) in due { await write(tally, key) }
    }

    private func write(_ tally: ReadingTally, _ key: ReadingTally.Key) async {
        let unrecorded = state.withLock { $0.takeUntold() }
        let record = tally.record(minute: key.minute, unrecorded: unrecorded)
        do throws(RecorderError) {
            _ = try await recorder.append([Submission(record: record, kind: .access)])
            state.withLock { $0.counts.entries += 1 }
        } catch {
            state.withLock { state in
                state.lose(tally.count)
                state.untold += unrecorded
            }
            logger.error("reading could not be recorded", metadata: ["reason": "\(error)"])
        }
    }
}

extension ReadingRecorder.State {
    mutating func add(_ reading: Reading, _ key: ReadingTally.Key) {
        guard tallies.count < ReadingRecorder.mostTallies else { return lose(1) }
        tallies[key] = ReadingTally(reading, isAboveRate: key.isAboveRate)
    }

    mutating func addAboveRate(_ reading: Reading, _ minute: Int64) {
        let key = ReadingTally.Key(reading, minute, isAboveRate: true)
        guard tallies[key] == nil else {
            tallies[key]?.add(reading)
            return
        }
        add(reading, key)
    }

    mutating func lose(_ count: Int) {
        untold += count
        counts.unrecorded += count
    }

    mutating func takeUntold() -> Int {
        defer { untold = 0 }
        return untold
    }
}

extension ReadingTally.Key {
    init(_ reading: Reading, _ minute: Int64, isAboveRate: Bool) {
        self.minute = minute
        self.isAboveRate = isAboveRate
        (token, kind) = (reading.token, reading.kind)
        about =
            isAboveRate
            ? nil
            : reading.about.map { Identity(kind: $0.type, namespace: $0.namespace ?? "", id: $0.id) }
    }
}
