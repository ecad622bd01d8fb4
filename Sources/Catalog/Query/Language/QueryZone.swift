import Foundation
import Records

/// A time zone with its clock changes: `UTC`, a name of the IANA database (`Europe/Berlin`), or a fixed distance
/// from UTC (`+02:00`).
package struct QueryZone: Sendable, Equatable {
    package let name: String
    private let zone: TimeZone

    package static let utc = QueryZone(name: "UTC", zone: .gmt)

    private init(name: String, zone: TimeZone) {
        self.name = name
        self.zone = zone
    }

    /// Reads a zone's name.
    ///
    /// - Throws: `QueryError` with the nearest name that there is.
    package init(_ name: String) throws(QueryError) {
        if name.utf8.elementsEqual("UTC".utf8) || name.utf8.elementsEqual("Z".utf8) {
            self = .utc
        } else if let seconds = Self.distance(name), let zone = TimeZone(secondsFromGMT: seconds) {
            self.init(name: name, zone: zone)
        } else if Self.hasForm(name.utf8), let zone = TimeZone(identifier: name) {
            self.init(name: name, zone: zone)
        } else {
            let near = Spelling.closest(to: name, among: TimeZone.knownTimeZoneIdentifiers)
            throw QueryError(
                "zone",
                "expected UTC, a name such as Europe/Berlin, or a distance such as +02:00"
                    + (near.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    /// Seconds east of UTC at a moment given in milliseconds since 1970.
    func distance(at milliseconds: Int64) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(milliseconds.flooredQuotient(1000)))
        return Int64(zone.secondsFromGMT(for: date))
    }

    /// `Area/Place` of the database: letters, digits, `_`, `-` and `+` in parts that a `/` parts.
    private static func hasForm(_ name: String.UTF8View) -> Bool {
        let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.count <= 64 && (2...3).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                            UInt8(ascii: "+"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// `±hh:mm` in seconds.
    private static func distance(_ name: String) -> Int? {
        let bytes = Array(name.utf8)
        guard bytes.count == 6, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[0]),
            bytes[3] == UInt8(ascii: ":")
        else { return nil }
        let digits = [1, 2, 4, 5].map { Int(bytes[$0]) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours <= 14, minutes <= 59 else { return nil }
        return (bytes[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

extension Int64 {
    /// Division that rounds down, also below 0.
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
