package import Records

/// A date and time as calendars and clocks show them, in milliseconds since 1970-01-01 as if it were UTC.
struct CivilTime: Sendable, Equatable {
    static let second: Int64 = 1000
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000

    var milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The beginning of a day. Months beyond 12, or below 1, are months of other years.
    init(year: Int64, month: Int64 = 1, day: Int64 = 1) {
        let months = year * 12 + month - 1
        let (year, month) = (months.flooredQuotient(12), months - months.flooredQuotient(12) * 12 + 1)
        milliseconds = (Self.days(year, month) + day - 1) * Self.day
    }

    var startOfDay: CivilTime { CivilTime(milliseconds: milliseconds.flooredQuotient(Self.day) * Self.day) }

    var yearAndMonth: (year: Int64, month: Int64) {
        // H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days
        let shifted = milliseconds.flooredQuotient(Self.day) + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        let month = place < 10 ? place + 3 : place - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month)
    }

    /// Days from 1970-01-01 to the first of a month.
    private static func days(_ year: Int64, _ month: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year.flooredQuotient(400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension QueryZone {
    /// What calendar and clock show at a moment.
    func civil(_ time: Timestamp) -> CivilTime {
        CivilTime(milliseconds: time.milliseconds + distance(at: time.milliseconds) * 1000)
    }

    /// The moment at which calendar and clock show this.
    ///
    /// Where clocks are put back a time is shown twice: that is the first of the two, or the second if `last`. Where
    /// they are put forward some are never shown: that is the moment at which it happens.
    func moment(_ civil: CivilTime, last: Bool = false) -> Timestamp {
        let local = civil.milliseconds
        // No clock change lies farther off than a day, and no two lie so near to each other.
        let before = distance(at: local - CivilTime.day) * 1000
        let after = distance(at: local + CivilTime.day) * 1000
        let shown = [local - before, local - after].filter { $0 + distance(at: $0) * 1000 == local }
        if let moment = last ? shown.max() : shown.min() { return Timestamp(milliseconds: moment) }
        return Timestamp(milliseconds: change(from: local - after, to: local - before))
    }

    /// The first moment in a stretch that is not at the distance from UTC at which it begins.
    private func change(from: Int64, to: Int64) -> Int64 {
        var (low, high) = (min(from, to), max(from, to))
        let start = distance(at: low)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if distance(at: middle) == start { low = middle } else { high = middle }
        }
        return high
    }

    /// The moment in RFC 3339, with this zone's distance from UTC: `2026-06-30T00:00:00+02:00`, milliseconds only
    /// where there are some.
    package func rfc3339(_ time: Timestamp) -> String {
        let minutes = distance(at: time.milliseconds).flooredQuotient(60)
        // Where it is not whole minutes (before 1972, in few zones), or beyond what a timestamp holds, UTC is right.
        let local = time.milliseconds + minutes * CivilTime.minute
        guard minutes != 0, minutes * 60 == distance(at: time.milliseconds), Timestamp.range.contains(local) else {
            return Self.short(time.rfc3339) + "Z"
        }
        let size = abs(minutes)
        let two = { (number: Int64) in (number < 10 ? "0" : "") + String(number) }
        return Self.short(Timestamp(milliseconds: local).rfc3339)
            + (minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60)
    }

    private static func short(_ text: String) -> String {
        var text = text
        if text.hasSuffix("Z") { text.removeLast() }
        if text.hasSuffix(".000") { text.removeLast(4) }
        return text
    }
}
