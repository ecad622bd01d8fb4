extension Timestamp {
    /// Reads a date and time of RFC 3339 section 5.6, strictly: a zone is required, years are 1970 to 9999.
    ///
    /// Digits beyond milliseconds are cut. A leap second (23:59:60 UTC at the end of a month) is taken as the last
    /// millisecond of its day, since milliseconds since 1970 do not count it.
    package init?(rfc3339 text: some StringProtocol) {
        var reader = DateReader(text: Array(text.utf8.prefix(64)))
        guard text.utf8.count <= 64, let milliseconds = reader.read(), Self.range.contains(milliseconds) else {
            return nil
        }
        self.init(milliseconds: milliseconds)
    }

    /// The moment as `2026-06-30T12:00:00.123Z`.
    package var rfc3339: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the 24 characters of `rfc3339`.
    package func append(to output: inout [UInt8]) {
        let day = milliseconds / 86_400_000
        let rest = milliseconds % 86_400_000
        let date = Self.civil(day: day)
        output.append(digits: date.year, 4, then: "-")
        output.append(digits: date.month, 2, then: "-")
        output.append(digits: date.day, 2, then: "T")
        output.append(digits: rest / 3_600_000, 2, then: ":")
        output.append(digits: rest / 60_000 % 60, 2, then: ":")
        output.append(digits: rest / 1000 % 60, 2, then: ".")
        output.append(digits: rest % 1000, 3, then: "Z")
    }

    /// The proleptic Gregorian date of a day counted from 1970-01-01, by eras of 400 years.
    private static func civil(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468  // from 0000-03-01
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// The inverse of `civil`.
    static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// Reads `YYYY-MM-DDThh:mm:ss[.d…](Z|±hh:mm)`.
private struct DateReader {
    let text: [UInt8]
    var position = 0

    init(text: [UInt8]) { self.text = text }

    mutating func read() -> Int64? {
        guard let day = readDay(), take("T") || take("t"),
            let hour = number(2, 0...23), take(":"), let minute = number(2, 0...59), take(":"),
            let second = number(2, 0...60), let fraction = readFraction(), let offset = readOffset(),
            position == text.count
        else { return nil }
        let minutes = day * 1440 + hour * 60 + minute - offset
        guard second == 60 else { return (minutes * 60 + second) * 1000 + fraction }
        return Self.endsMonth(minutes) ? (minutes * 60 + 59) * 1000 + 999 : nil
    }

    private mutating func readDay() -> Int64? {
        guard let year = number(4, 1969...9999), take("-"), let month = number(2, 1...12), take("-"),
            let day = number(2, 1...Self.days(of: month, year))
        else { return nil }
        return Timestamp.day(year: year, month: month, day: day)
    }

    private static func days(of month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether a minute counted from 1970 is 23:59 on the last day of a month.
    private static func endsMonth(_ minutes: Int64) -> Bool {
        guard minutes >= 0, minutes % 1440 == 1439 else { return false }
        let next = Timestamp(milliseconds: (minutes + 1) * 60_000).rfc3339
        return next.utf8.dropFirst(8).starts(with: "01T".utf8)
    }

    private mutating func readFraction() -> Int64? {
        guard take(".") else { return 0 }
        var fraction: Int64 = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { fraction = fraction * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { fraction *= 10 }
        return fraction
    }

    /// Minutes east of UTC.
    private mutating func readOffset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let isEast = take("+")
        guard isEast || take("-"), let hour = number(2, 0...23), take(":"), let minute = number(2, 0...59) else {
            return nil
        }
        return (isEast ? 1 : -1) * (hour * 60 + minute)
    }

    private mutating func number(_ width: Int, _ range: ClosedRange<Int64>) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return range.contains(value) ? value : nil
    }

    private mutating func digit() -> Int64? {
        guard position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) else {
            return nil
        }
        position += 1
        return Int64(text[position - 1] - UInt8(ascii: "0"))
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}

extension [UInt8] {
    fileprivate mutating func append(digits value: Int64, _ width: Int, then end: Unicode.Scalar) {
        var divisor: Int64 = width == 4 ? 1000 : width == 3 ? 100 : 10
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        append(UInt8(ascii: end))
    }
}
