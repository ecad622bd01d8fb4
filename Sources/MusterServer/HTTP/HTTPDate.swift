import Glibc
import Synchronization

/// A date of HTTP in its one preferred form (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
package struct HTTPDate: Comparable, CustomStringConvertible {
    /// Whole seconds since 1970.
    package let seconds: Int

    package init(seconds: Int) { self.seconds = seconds }

    /// The second that it is now.
    static var now: HTTPDate { HTTPDate(seconds: time(nil)) }

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the preferred form; nil for the obsolete ones too, which then are as good as not sent.
    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard text.utf8.count == 29, parts.count == 6, let month = Self.months.firstIndex(of: String(parts[2])),
            let day = Int32(parts[1]), let year = Int32(parts[3])
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int32($0) }
        guard clock.count == 3, (1970...9999).contains(year) else { return nil }
        var fields = tm()
        (fields.tm_mday, fields.tm_mon, fields.tm_year) = (day, Int32(month), year - 1900)
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (clock[0], clock[1], clock[2])
        self.init(seconds: timegm(&fields))
        // Whatever was out of range, or no digit, is written in another way.
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    package var description: String {
        var seconds = self.seconds
        var fields = tm()
        gmtime_r(&seconds, &fields)
        let clock = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { Self.digits($0) }.joined(separator: ":")
        let day = Self.days[Int(fields.tm_wday)]
        let month = Self.months[Int(fields.tm_mon)]
        return "\(day), \(Self.digits(fields.tm_mday)) \(month) \(fields.tm_year + 1900) \(clock) GMT"
    }

    /// The text, made once a second and not for every answer.
    var cached: String {
        Self.last.withLock { last in
            if last.date != self { last = (self, description) }
            return last.text
        }
    }

    private static let last = Mutex<(date: HTTPDate, text: String)>(
        (HTTPDate(seconds: 0), "Thu, 01 Jan 1970 00:00:00 GMT"))

    private static func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }

    package static func < (left: HTTPDate, right: HTTPDate) -> Bool { left.seconds < right.seconds }
}
