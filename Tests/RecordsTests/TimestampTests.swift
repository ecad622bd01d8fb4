import Records
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:30:00-00:30", 0),
        ("2026-06-30T12:00:00.123Z", 1_782_820_800_123), ("2026-06-30t12:00:00.123z", 1_782_820_800_123),
        ("2026-06-30T14:00:00.123+02:00", 1_782_820_800_123), ("2026-06-30T12:00:00.1239999999Z", 1_782_820_800_123),
        ("2026-06-30T12:00:00.1Z", 1_782_820_800_100), ("2026-06-30T12:00:00-00:00", 1_782_820_800_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T23:59:59.999Z", 951_868_799_999),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        // Leap seconds: the last millisecond of their day, in any zone.
        ("2016-12-31T23:59:60Z", 1_483_228_799_999), ("2016-12-31T23:59:60.5Z", 1_483_228_799_999),
        ("2017-01-01T00:59:60+01:00", 1_483_228_799_999), ("2012-06-30T16:59:60-07:00", 1_341_100_799_999),
    ]) func valid(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-06-30", "2026-06-30T12:00:00", "2026-06-30 12:00:00Z", "2026-06-30T12:00Z", "2026-6-30T12:00:00Z",
        "2026-06-30T12:00:00.Z", "2026-06-30T12:00:00,1Z", "2026-02-29T12:00:00Z", "2100-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-06-31T12:00:00Z", "2026-06-00T12:00:00Z",
        "2026-06-30T24:00:00Z", "2026-06-30T12:60:00Z", "2026-06-30T12:00:61Z", "2026-06-30T12:00:60Z",
        "2026-06-29T23:59:60Z", "2016-12-31T23:59:60+01:00", "2026-06-30T12:00:00+24:00", "2026-06-30T12:00:00+01:60",
        "2026-06-30T12:00:00+0100", "2026-06-30T12:00:00+01", "2026-06-30T12:00:00ZZ", " 2026-06-30T12:00:00Z",
        "1969-12-31T23:59:59.999Z", "9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z", "+2026-06-30T12:00:00Z",
        "２026-06-30T12:00:00Z", "2026-06-30T12:00:00." + String(repeating: "1", count: 60) + "Z",
    ]) func refused(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func everyDayIsWrittenAndReadAlike() {
        var date = (year: 1970, month: 1, day: 1)
        for day in 0..<2_932_897 {
            defer { Self.advance(&date) }
            guard day % 11 == 0 || date.day >= 28 || date.month == 2 else { continue }
            let time = Timestamp(milliseconds: Int64(day) * 86_400_000 + 45_296_789)
            let text = time.rfc3339
            #expect(text == Self.text(date) + "T12:34:56.789Z")
            #expect(Timestamp(rfc3339: text) == time)
        }
        #expect(date == (10_000, 1, 1))
    }

    /// Counting by the rules of the calendar, day after day: the oracle.
    private static func advance(_ date: inout (year: Int, month: Int, day: Int)) {
        let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        date.day += 1
        if date.day > days[date.month - 1] { date = (date.year, date.month + 1, 1) }
        if date.month > 12 { date = (date.year + 1, 1, 1) }
    }

    private static func text(_ date: (year: Int, month: Int, day: Int)) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }

    @Test func outsideIsBroughtToTheEnds() {
        #expect(Timestamp(milliseconds: -1).milliseconds == 0)
        #expect(Timestamp(milliseconds: .max).rfc3339 == "9999-12-31T23:59:59.999Z")
    }
}
