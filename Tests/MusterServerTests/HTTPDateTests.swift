import Foundation
import MusterServer
import Testing

@Suite struct HTTPDateTests {
    /// The example of RFC 9110 section 5.6.7, the ends of time, and days that calendars get wrong.
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ]) func datesAreReadAndWritten(_ seconds: Int, _ text: String) {
        #expect(HTTPDate(seconds: seconds).description == text)
        #expect(HTTPDate(text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:3  GMT", "Wed, 29 Feb 2100 00:00:00 GMT",
        "Sun, 06 Nov 1994 08:-9:37 GMT", "Thu, 01 Jan 1969 00:00:00 GMT",
    ]) func otherFormsAreNone(_ text: String) {
        #expect(HTTPDate(text) == nil)
    }

    /// Foundation's calendar, which is another implementation, agrees on days all over the range.
    @Test func daysAreThoseOfTheCalendar() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for seconds in stride(from: 0, through: 253_402_300_799, by: 253_402_301 * 7 + 3601) {
            let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(HTTPDate(seconds: seconds).description == text)
        }
    }
}
