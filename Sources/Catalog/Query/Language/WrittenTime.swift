package import Records

/// A time as people write it: the stretch that it means, which for a date is a day and for a moment a millisecond.
package struct WrittenTime: Sendable, Equatable {
    package let start: Timestamp
    /// Exclusive.
    package let end: Timestamp

    /// Its last moment: what "at that date" means.
    package var last: Timestamp { Timestamp(milliseconds: end.milliseconds - 1) }

    static let forms =
        "a date (2026-06-30, 2026-06 or 2026), a date and time (2026-06-30T14:00), a time with its zone "
        + "(2026-06-30T14:00:00+02:00), now, today, yesterday, or how long ago (-7d, -24h)"

    /// Reads a time: RFC 3339 with zone, exactly; without zone, or in part, in the zone of the context; `now`, `today`,
    /// `yesterday`; `-90s`, `-30m`, `-24h`, exactly so long ago; `-7d`, `-2w`, at the same time of day in that zone.
    ///
    /// - Throws: `QueryError` without a parameter's name: what is expected.
    package init(_ text: String, in context: QueryContext) throws(QueryError) {
        if let exact = Timestamp(rfc3339: text) {
            self.init(start: exact, milliseconds: 1)
        } else if let named = Self.named(text, context) ?? Self.ago(text, context) ?? Self.civil(text, context.zone) {
            self = named
        } else {
            throw QueryError("time", "expected \(Self.forms)")
        }
    }

    private init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    private init(start: Timestamp, milliseconds: Int64) {
        self.init(start: start, end: Timestamp(milliseconds: start.milliseconds + milliseconds))
    }

    private init(_ start: CivilTime, until end: CivilTime, in zone: QueryZone) {
        let first = zone.moment(start)
        self.init(start: first, end: max(first, zone.moment(end)))
    }

    private static func named(_ text: String, _ context: QueryContext) -> WrittenTime? {
        let days: Int64
        switch text {
        case "now": return WrittenTime(start: context.now, milliseconds: 1)
        case "today": days = 0
        case "yesterday": days = -1
        default: return nil
        }
        let day = context.zone.civil(context.now).startOfDay
        let start = CivilTime(milliseconds: day.milliseconds + days * CivilTime.day)
        return WrittenTime(
            start, until: CivilTime(milliseconds: start.milliseconds + CivilTime.day), in: context.zone)
    }

    private static func ago(_ text: String, _ context: QueryContext) -> WrittenTime? {
        let bytes = Array(text.utf8)
        guard (3...8).contains(bytes.count), bytes[0] == UInt8(ascii: "-") else { return nil }
        var count: Int64 = 0
        for byte in bytes[1..<(bytes.count - 1)] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            count = count * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        let now = context.now.milliseconds
        switch bytes[bytes.count - 1] {
        case UInt8(ascii: "s"): return moment(now - count * CivilTime.second)
        case UInt8(ascii: "m"): return moment(now - count * CivilTime.minute)
        case UInt8(ascii: "h"): return moment(now - count * CivilTime.hour)
        case UInt8(ascii: "d"): return days(count, context)
        case UInt8(ascii: "w"): return days(count * 7, context)
        default: return nil
        }
    }

    private static func moment(_ milliseconds: Int64) -> WrittenTime {
        WrittenTime(start: Timestamp(milliseconds: milliseconds), milliseconds: 1)
    }

    private static func days(_ count: Int64, _ context: QueryContext) -> WrittenTime {
        let civil = context.zone.civil(context.now).milliseconds - count * CivilTime.day
        return WrittenTime(start: context.zone.moment(CivilTime(milliseconds: civil)), milliseconds: 1)
    }

    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, then `Thh:mm`, `:ss` and a fraction.
    private static func civil(_ text: String, _ zone: QueryZone) -> WrittenTime? {
        var reader = CivilReader(bytes: Array(text.utf8))
        guard let stretch = reader.read() else { return nil }
        let start = zone.moment(stretch.start)
        if stretch.isClockTime {
            // What a clock shows twice is meant from the first time on, and to the end of the second.
            let last = zone.moment(stretch.start, last: true)
            let length = stretch.end.milliseconds - stretch.start.milliseconds
            return WrittenTime(start: start, end: Timestamp(milliseconds: last.milliseconds + length))
        }
        return WrittenTime(stretch.start, until: stretch.end, in: zone)
    }
}

/// Reads a date, or a date and time, without zone.
private struct CivilReader {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() -> (start: CivilTime, end: CivilTime, isClockTime: Bool)? {
        guard let year = number(4, 1970...9999) else { return nil }
        if isAtEnd { return (CivilTime(year: year), CivilTime(year: year + 1), false) }
        guard take("-"), let month = number(2, 1...12) else { return nil }
        let (first, next) = (CivilTime(year: year, month: month), CivilTime(year: year, month: month + 1))
        if isAtEnd { return (first, next, false) }
        let days = (next.milliseconds - first.milliseconds) / CivilTime.day
        guard take("-"), let day = number(2, 1...days) else { return nil }
        let date = CivilTime(year: year, month: month, day: day)
        if isAtEnd { return (date, CivilTime(milliseconds: date.milliseconds + CivilTime.day), false) }
        guard take("T") || take("t"), let clock = readClock(), isAtEnd else { return nil }
        let start = CivilTime(milliseconds: date.milliseconds + clock.milliseconds)
        return (start, CivilTime(milliseconds: start.milliseconds + clock.length), true)
    }

    private mutating func readClock() -> (milliseconds: Int64, length: Int64)? {
        guard let hour = number(2, 0...23), take(":"), let minute = number(2, 0...59) else { return nil }
        let minutes = hour * CivilTime.hour + minute * CivilTime.minute
        guard take(":") else { return (minutes, CivilTime.minute) }
        guard let second = number(2, 0...59) else { return nil }
        let seconds = minutes + second * CivilTime.second
        guard take(".") else { return (seconds, CivilTime.second) }
        var (fraction, unit, digits): (Int64, Int64, Int) = (0, 1000, 0)
        while let digit = number(1, 0...9) {
            digits += 1
            if unit > 1 {
                unit /= 10
                fraction += digit * unit
            }
        }
        return digits > 0 ? (seconds + fraction, 1) : nil
    }

    private var isAtEnd: Bool { at == bytes.count }

    private mutating func number(_ width: Int, _ range: ClosedRange<Int64>) -> Int64? {
        guard at + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[at..<(at + width)] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        guard range.contains(value) else { return nil }
        at += width
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }
}
