import Ledger
import Records
import Testing

/// Which wall clocks are believed, and when: tables of readings, in seconds since a start at 1,000,000 (wall) and 500 (boot).
@Suite struct ClockGuardTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Seconds since the start by the boot clock, the wall clock's lead over it, the time that counts (as a lead), and
        /// the step that is seen.
        let readings: [(at: Int64, lead: Double, counts: Double, step: ClockStep.Kind?)]
        var testDescription: String { name }
    }

    static let hour: Int64 = 3600
    static let cases: [Case] = [
        Case(name: "no step", readings: [(0, 0, 0, nil), (1, 0, 0, nil), (999_999, 0, 0, nil)]),
        Case(name: "small corrections add up", readings: [(1, 4, 4, nil), (2, 8.9, 8.9, nil), (3, 5, 5, nil)]),
        Case(
            name: "years ahead, then set right",
            readings: [(1, 2e9, 0, .forward), (2, 2e9, 0, nil), (hour * 9, 2e9, 0, nil), (hour * 10, 0, 0, .corrected)]),
        Case(
            name: "years ahead are never believed",
            readings: [(1, 2e9, 0, .forward), (hour * 1000, 2e9, 0, nil)]),
        Case(
            name: "a machine that was paused for ten hours is believed after one",
            readings: [
                (1, 36_000, 0, .forward), (2, 36_001, 0, nil), (hour, 36_000, 0, nil),
                (hour + 1, 36_000, 36_000, .believed), (hour + 2, 36_000, 36_000, nil),
            ]),
        Case(
            name: "another step forward begins the hour anew",
            readings: [
                (1, 100, 0, .forward), (hour, 1000, 0, .forward), (hour + 5, 1000, 0, nil),
                (2 * hour, 1000, 1000, .believed),
            ]),
        Case(
            name: "a step back is believed",
            readings: [(1, -7200, -7200, .back), (2, -7200, -7200, nil), (3, 0, -7200, .forward)]),
        Case(
            name: "from ahead to behind",
            readings: [(1, 7200, 0, .forward), (2, -7200, -7200, .back), (3, -7200, -7200, nil)]),
        Case(
            name: "set right a little beside",
            readings: [(1, 7200, 0, .forward), (2, 3, 3, .corrected), (3, 3, 3, nil)]),
    ]

    @Test(arguments: cases) func readings(_ testCase: Case) {
        var clock = ClockGuard(.init(wall: 1_000_000_000, boot: 500_000))
        for (at, lead, counts, kind) in testCase.readings {
            let believed = 1_000_000_000 + at * 1000
            let wall = believed + Int64(lead * 1000)
            let (time, step) = clock.read(.init(wall: wall, boot: 500_000 + at * 1000))
            #expect(time == believed + Int64(counts * 1000), "at \(at)")
            #expect(step?.kind == kind, "at \(at)")
            #expect(step == nil || step?.wall == Timestamp(milliseconds: wall))
        }
    }

    @Test func aStepSaysWhatTheTimeWouldHaveBeen() {
        var clock = ClockGuard(.init(wall: 1_000_000, boot: 0))
        #expect(
            clock.read(.init(wall: 9_000_000, boot: 1000)).step
                == ClockStep(
                    .forward, time: Timestamp(milliseconds: 1_001_000), wall: Timestamp(milliseconds: 9_000_000)))
        #expect(clock.isHeld)
        #expect(clock.read(.init(wall: 500_000, boot: 2000)).step?.time == Timestamp(milliseconds: 1_002_000))
        #expect(!clock.isHeld)
    }

    /// The clocks of this machine, which nobody sets while the tests run, agree.
    @Test func theRealClocksAgree() {
        var clock = ClockGuard(.system())
        for _ in 0..<1000 {
            let reading = ClockGuard.Reading.system()
            #expect(clock.read(reading).step == nil)
        }
    }
}
