package import Records

/// How a stretch of time is cut into bars, by calendar and clock of a zone.
///
/// Bars of years, months, weeks (from Monday), days and several hours go by what calendar and clock show, so a day with
/// a clock change is one bar, of 23 or 25 hours. Bars of an hour or less are as long as they say, counted from each
/// day's beginning.
package struct TimeScale: Sendable, Equatable {
    package enum Unit: String, Sendable, CaseIterable { case second, minute, hour, day, week, month, year }

    package let unit: Unit
    /// Units in a bar.
    package let count: Int64

    /// Most bars of one scale.
    package static let mostBars = 1_000
    /// Bars that are few enough to be looked at.
    package static let fewBars = 60

    package init(_ unit: Unit, count: Int64 = 1) {
        self.unit = unit
        self.count = count
    }

    /// `day`, `15 minutes`.
    package var name: String { count == 1 ? unit.rawValue : "\(count) \(unit.rawValue)s" }

    /// Most units in a bar that can be asked for.
    package static let mostUnits: Int64 = 1_000

    /// Reads what `name` says, and a unit with any number before it: `day`, `15 minutes`, `1 hour`.
    ///
    /// - Throws: `QueryError` for what is none, or has more than `mostUnits` units.
    package init(_ text: String) throws(QueryError) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let fault = QueryError(
            "interval",
            "expected \(Unit.allCases.map(\.rawValue).joined(separator: ", ")), or several of one of them, up to "
                + "\(Self.mostUnits), such as 15 minutes")
        guard (1...2).contains(words.count), let name = words.last else { throw fault }
        guard words.count == 2 else {
            guard let unit = Unit(rawValue: text) else { throw fault }
            self.init(unit)
            return
        }
        let isNumber =
            !words[0].isEmpty && words[0].utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let count = Int64(words[0]), (1...Self.mostUnits).contains(count),
            let unit = Unit(rawValue: String(name)) ?? Unit(rawValue: String(name.dropLast())),
            name == unit.rawValue || name == unit.rawValue + "s"
        else { throw fault }
        self.init(unit, count: count)
    }

    /// The finest scale with at most 60 bars, which for any stretch of more than a minute has 20 or more.
    package static func fitting(_ from: Timestamp, _ until: Timestamp, in zone: QueryZone) -> TimeScale {
        for (unit, counts) in steps {
            for count in counts {
                let scale = TimeScale(unit, count: count)
                if scale.bounds(from, until, in: zone, most: fewBars) != nil { return scale }
            }
        }
        return TimeScale(.year, count: 200)
    }

    private static let steps: [(Unit, [Int64])] = [
        (.second, [1, 2, 5, 10, 15, 30]), (.minute, [1, 2, 5, 10, 15, 30]), (.hour, [1, 2, 3, 6, 12]),
        (.day, [1, 2, 4]), (.week, [1, 2]), (.month, [1, 3, 6]), (.year, [1, 2, 5, 10, 20, 50, 100]),
    ]

    /// The bounds of the bars from the one that has `from` to the one that has the last moment before `until`: one more
    /// than there are bars; nil when there would be more than `most` bars.
    package func bounds(
        _ from: Timestamp, _ until: Timestamp, in zone: QueryZone, most: Int = mostBars
    ) -> [Timestamp]? {
        let until = max(until, Timestamp(milliseconds: from.milliseconds + 1))
        return step.map { fine($0, from, until, zone, most) } ?? coarse(from, until, zone, most)
    }

    /// The length of bars that are all equally long; nil for the others.
    private var step: Int64? {
        switch unit {
        case .second: count * CivilTime.second
        case .minute: count * CivilTime.minute
        case .hour where count == 1: CivilTime.hour
        case .hour, .day, .week, .month, .year: nil
        }
    }

    private func coarse(_ from: Timestamp, _ until: Timestamp, _ zone: QueryZone, _ most: Int) -> [Timestamp]? {
        var number = number(of: zone.civil(from))
        while zone.moment(start(of: number)) > from { number -= 1 }
        while zone.moment(start(of: number + 1)) <= from, from.milliseconds < Timestamp.range.upperBound { number += 1 }
        var bounds = [zone.moment(start(of: number))]
        while bounds[bounds.count - 1] < until {
            guard bounds.count <= most else { return nil }
            number += 1
            let next = zone.moment(start(of: number))
            if next > bounds[bounds.count - 1] { bounds.append(next) }
            if next.milliseconds == Timestamp.range.upperBound { break }
        }
        return bounds
    }

    private func fine(
        _ step: Int64, _ from: Timestamp, _ until: Timestamp, _ zone: QueryZone, _ most: Int
    ) -> [Timestamp]? {
        guard (until.milliseconds - from.milliseconds) / step <= Int64(most),
            let days = TimeScale(.day).coarse(from, until, zone, most + 1)
        else { return nil }
        var bounds: [Timestamp] = []
        for (start, end) in zip(days, days.dropFirst()) {
            let skipped = max(0, (from.milliseconds - start.milliseconds) / step)
            var moment = start.milliseconds + skipped * step
            while moment < min(end, until).milliseconds {
                bounds.append(Timestamp(milliseconds: moment))
                guard bounds.count <= most else { return nil }
                moment += step
            }
            if end >= until {
                bounds.append(min(end, Timestamp(milliseconds: moment)))
                break
            }
        }
        return bounds
    }

    /// Bars of this scale from some beginning far back to the one that has this time.
    private func number(of time: CivilTime) -> Int64 {
        let days = time.milliseconds.flooredQuotient(CivilTime.day)
        return switch unit {
        case .second: time.milliseconds.flooredQuotient(count * CivilTime.second)
        case .minute: time.milliseconds.flooredQuotient(count * CivilTime.minute)
        case .hour: time.milliseconds.flooredQuotient(count * CivilTime.hour)
        case .day: days.flooredQuotient(count)
        // 1970-01-01 was a Thursday.
        case .week: (days + 3).flooredQuotient(7 * count)
        case .month: (time.yearAndMonth.year * 12 + time.yearAndMonth.month - 1).flooredQuotient(count)
        case .year: time.yearAndMonth.year.flooredQuotient(count)
        }
    }

    private func start(of number: Int64) -> CivilTime {
        switch unit {
        case .second: CivilTime(milliseconds: number * count * CivilTime.second)
        case .minute: CivilTime(milliseconds: number * count * CivilTime.minute)
        case .hour: CivilTime(milliseconds: number * count * CivilTime.hour)
        case .day: CivilTime(milliseconds: number * count * CivilTime.day)
        case .week: CivilTime(milliseconds: (number * count * 7 - 3) * CivilTime.day)
        case .month: CivilTime(year: 0, month: number * count + 1)
        case .year: CivilTime(year: number * count)
        }
    }
}
