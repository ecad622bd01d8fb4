import Ledger
import Records
import Synchronization
import Testing
import TransparencyLog

/// The times that entries bear when somebody sets the wall clock.
@Suite struct LogClockTests {
    /// Two clocks that a test sets; milliseconds.
    final class Clocks: Sendable {
        private let state = Mutex(ClockGuard.Reading(wall: 1_000_000_000, boot: 1000))

        func pass(_ milliseconds: Int64) {
            state.withLock {
                $0.wall += milliseconds
                $0.boot += milliseconds
            }
        }
        func stepWall(_ milliseconds: Int64) { state.withLock { $0.wall += milliseconds } }
        var clock: LogClock { LogClock { [self] in state.withLock { $0 } } }
    }

    static let years: Int64 = 2_000_000_000_000

    @Test func oneBadStepForwardDoesNotFreezeTime() async throws {
        let clocks = Clocks()
        let clock = clocks.clock
        var log = TestLog()
        log.settings.now = { clock.now() }
        let ledger = try log.open()
        for step in [0, Self.years, -Self.years, -3_600_000, 3_600_000] {
            clocks.stepWall(step)
            for _ in 0..<2 {
                clocks.pass(1000)
                let template = RecoveryTests.template("a")
                _ = try await ledger.append([PendingEntry(.template(template))])
            }
        }
        await ledger.close()
        let times = try log.check().map { try Entry(parsing: Array($0.utf8)).time.milliseconds - 1_000_000_000 }
        // A clock that is an hour behind is waited for; set right again, it is ahead of the boot clock, and not believed
        // at once.
        #expect(times == [1000, 2000, 3000, 4000, 5000, 6000, 6000, 6000, 6000, 6000])
        #expect(clock.steps(from: 0).steps.map(\.kind) == [.forward, .corrected, .back, .forward])
        #expect(clock.steps(from: 3).steps.map(\.kind) == [.forward] && clock.steps(from: 4).steps.isEmpty)
        #expect(clock.heldStep?.kind == .forward)
    }

    @Test func theNewestStepsAreKnownByNumber() {
        let clocks = Clocks()
        let clock = clocks.clock
        for number in 0..<300 {
            clocks.stepWall(number % 2 == 0 ? Self.years : -Self.years)
            _ = clock.now()
        }
        #expect(clock.steps(from: 0).steps.count == 256 && clock.steps(from: 0).next == 300)
        #expect(clock.steps(from: 298).steps.map(\.kind) == [.forward, .corrected])
        #expect(clock.heldStep == nil)
    }
}
