package import Foundation
package import Records

/// What a person means by a date: a stretch of time, of which a moment is a millisecond.
///
/// A time with its zone (RFC 3339) is that moment. A date alone is the whole day, a month alone the whole month, and a time
/// without zone is meant, in the zone that is given; days are as long as they are there, 23 or 25 hours when clocks
/// change.
package struct WrittenDate: Sendable, Equatable {
    /// From inclusive, until exclusive.
    package let from: Timestamp
    package let until: Timestamp

    /// The last moment of it: what "at that date" means.
    package var end: Timestamp { Timestamp(milliseconds: until.milliseconds - 1) }

    static let forms =
        "a date (2026-06-30), a month (2026-06), or a time, best with its zone (2026-06-30T14:00:00Z, "
        + "2026-06-30T16:00:00+02:00)"

    /// - Throws: `QueryError` under the parameter's name when it is none of the forms, or no such day or time.
    package init(_ text: String, zone: TimeZone, parameter: String) throws(QueryError) {
        if let time = Timestamp(rfc3339: text) {
            self.init(moment: time)
            return
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        guard let parts = DateParts(text) else { throw QueryError(parameter, "expected \(Self.forms)") }
        let wanted = parts.components
        guard let begin = calendar.date(from: wanted),
            Self.isSame(calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: begin), wanted)
        else { throw QueryError(parameter, "there is no such \(parts.unit.rawValue) in that zone") }
        switch parts.unit {
        case .month, .day:
            let end = calendar.date(byAdding: parts.unit == .day ? .day : .month, value: 1, to: begin) ?? begin
            self.init(from: Self.timestamp(begin), until: Self.timestamp(end))
        case .time: self.init(moment: Timestamp(milliseconds: Self.timestamp(begin).milliseconds + parts.milliseconds))
        }
    }

    private init(from: Timestamp, until: Timestamp) {
        self.from = from
        self.until = until
    }

    private init(moment: Timestamp) {
        self.init(from: moment, until: Timestamp(milliseconds: moment.milliseconds + 1))
    }

    private static func timestamp(_ date: Date) -> Timestamp {
        Timestamp(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }

    /// Whether the calendar kept what was asked for: 31 June would become 1 July, 02:30 at the change of clocks 03:30. A day
    /// that begins later than midnight, as where clocks change at midnight, is one all the same.
    private static func isSame(_ found: DateComponents, _ wanted: DateComponents) -> Bool {
        found.year == wanted.year && found.month == wanted.month && found.day == wanted.day ?? found.day
            && (wanted.hour == nil || found.hour == wanted.hour && found.minute == wanted.minute)
    }

    /// A zone by its name in the tz database (`Europe/Berlin`), or `UTC`.
    ///
    /// - Throws: `QueryError` under `zone`.
    package static func zone(_ name: String) throws(QueryError) -> TimeZone {
        guard name.utf8.count <= 64, let zone = TimeZone(identifier: name), name == "UTC" || name.contains("/") else {
            throw QueryError("zone", "expected UTC or a name of the tz database, such as Europe/Berlin")
        }
        return zone
    }
}

/// The numbers of a date, month, or time without zone, as they are written.
private struct DateParts {
    enum Unit: String { case month, day, time }

    let unit: Unit
    var components = DateComponents()
    var milliseconds: Int64 = 0

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let shape = String(decoding: bytes.map { (0x30...0x39).contains($0) ? UInt8(ascii: "9") : $0 }, as: UTF8.self)
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        guard bytes.count >= 7 else { return nil }
        switch shape {
        case "9999-99": unit = .month
        case "9999-99-99": unit = .day
        case "9999-99-99T99:99", "9999-99-99T99:99:99", "9999-99-99T99:99:99.999": unit = .time
        default: return nil
        }
        (components.year, components.month) = (number(0..<4), number(5..<7))
        if unit != .month { components.day = number(8..<10) }
        if unit == .time {
            (components.hour, components.minute) = (number(11..<13), number(14..<16))
            components.second = bytes.count > 16 ? number(17..<19) : 0
            if bytes.count > 19 { milliseconds = Int64(number(20..<23)) }
            guard components.hour! < 24, components.minute! < 60, components.second! < 60 else { return nil }
        }
        guard components.year! >= 1970 else { return nil }
    }
}
