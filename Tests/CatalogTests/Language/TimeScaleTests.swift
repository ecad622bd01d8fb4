import Catalog
import Records
import Testing

/// Bars of histograms.
@Suite struct TimeScaleTests {
    private func bounds(_ scale: TimeScale, _ from: String, _ until: String, _ zone: String) throws -> [String] {
        let start = try #require(Timestamp(rfc3339: from))
        let end = try #require(Timestamp(rfc3339: until))
        let zone = try QueryZone(zone)
        let bounds = try #require(scale.bounds(start, end, in: zone))
        return bounds.map { $0.rfc3339.replacing(".000Z", with: "Z") }
    }

    @Test func barsFollowTheCalendar() throws {
        #expect(
            try bounds(TimeScale(.day), "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z", "Europe/Berlin") == [
                "2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z",
            ])
        #expect(
            try bounds(TimeScale(.week), "2026-06-30T12:00:00Z", "2026-07-06T00:00:00.001Z", "UTC") == [
                "2026-06-29T00:00:00Z", "2026-07-06T00:00:00Z", "2026-07-13T00:00:00Z",
            ])
        #expect(
            try bounds(TimeScale(.month), "2025-12-31T22:59:59Z", "2026-02-01T00:00:00Z", "Europe/Berlin") == [
                "2025-11-30T23:00:00Z", "2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z",
            ])
        #expect(
            try bounds(TimeScale(.hour, count: 6), "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z", "Europe/Berlin") == [
                "2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T16:00:00Z",
            ])
    }

    @Test(arguments: [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-30", 24)])
    func aDayHasAsManyHoursAsItHad(_ day: String, _ hours: Int) throws {
        let zone = try QueryZone("Europe/Berlin")
        let date = try WrittenTime(day, in: QueryContext(zone: zone, now: Timestamp(milliseconds: 0)))
        let bounds = try #require(TimeScale(.hour).bounds(date.start, date.end, in: zone))
        #expect(bounds.count == hours + 1)
        #expect(bounds.first == date.start && bounds.last == date.end)
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $1.milliseconds - $0.milliseconds == 3_600_000 })
    }

    /// Whatever is asked: rising bounds that hold the stretch, and no bar more than are needed.
    @Test(arguments: ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut", "-03:30", "Pacific/Apia"])
    func boundsHoldTheStretch(_ name: String) throws {
        let zone = try QueryZone(name)
        var random = SeededGenerator(seed: 17)
        for _ in 0..<400 {
            let from = Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &random))
            let length = Int64(1) << Int64.random(in: 0...40, using: &random)
            let until = Timestamp(milliseconds: from.milliseconds + Int64.random(in: 1...length, using: &random))
            let unit = TimeScale.Unit.allCases.randomElement(using: &random) ?? .day
            let count =
                Int64.random(in: 0...2, using: &random) > 0
                ? 1 : Int64.random(in: 1...TimeScale.mostUnits, using: &random)
            guard let bounds = TimeScale(unit, count: count).bounds(from, until, in: zone) else { continue }
            #expect(bounds.count <= TimeScale.mostBars + 1)
            #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "\(unit) \(from.rfc3339)")
            #expect(bounds[0] <= from && from < bounds[1], "\(unit) \(from.rfc3339)")
            #expect(bounds[bounds.count - 2] < until && until <= bounds[bounds.count - 1], "\(unit) \(from.rfc3339)")
        }
    }

    /// What an answer says of its bars can be asked for.
    @Test func namesAreReadAsTheyAreWritten() throws {
        for unit in TimeScale.Unit.allCases {
            for count in [1, 2, 3, 15, 200, TimeScale.mostUnits] {
                let scale = TimeScale(unit, count: count)
                #expect(try TimeScale(scale.name) == scale, "\(scale.name)")
            }
            #expect(try TimeScale("1 \(unit.rawValue)") == TimeScale(unit))
            #expect(try TimeScale("3 \(unit.rawValue)") == TimeScale(unit, count: 3))
        }
        for text in [
            "", " ", "auto", "days", "Day", "2", "0 days", "-1 days", "+2 days", "2  days", " 2 days", "2 days ",
            "2days",
            "2 dayss", "2 dayx", "2 s", "1001 days", "99999999999999999999 days", "1.5 hours", "2 fortnights", "٣ days",
        ] {
            #expect(throws: QueryError.self, "\(text)") { try TimeScale(text) }
        }
    }

    @Test func theFittingScaleHasTwentyToSixtyBars() throws {
        let from = try #require(Timestamp(rfc3339: "2026-01-15T10:20:30Z"))
        var length: Int64 = 61_000
        while length < 100 * 365 * 86_400_000 {
            for zone in ["UTC", "Europe/Berlin"] {
                let zone = try QueryZone(zone)
                let until = Timestamp(milliseconds: from.milliseconds + length)
                let scale = TimeScale.fitting(from, until, in: zone)
                let bars = (scale.bounds(from, until, in: zone)?.count ?? 0) - 1
                #expect((20...60).contains(bars), "\(length) ms: \(bars) bars of \(scale.name)")
            }
            length += length / 9
        }
    }

    @Test func tooManyBarsAreNone() throws {
        let (from, until) = (Timestamp(milliseconds: 0), Timestamp(milliseconds: 1001 * 60_000))
        #expect(TimeScale(.minute).bounds(from, until, in: .utc) == nil)
        #expect(TimeScale(.minute).bounds(from, Timestamp(milliseconds: 1000 * 60_000), in: .utc)?.count == 1001)
        let end = Timestamp(milliseconds: .max)
        #expect(TimeScale(.second).bounds(from, end, in: .utc) == nil)
        #expect(TimeScale.fitting(from, end, in: .utc) == TimeScale(.year, count: 200))
        #expect(TimeScale(.year, count: 200).bounds(from, end, in: .utc)?.last == end)
        #expect(TimeScale(.day).bounds(end, end, in: .utc) != nil)
    }
}
