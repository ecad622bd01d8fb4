/// A moment in UTC, in milliseconds since 1970, from 1970 to 9999.
package struct Timestamp: Sendable, Hashable, Comparable {
    package let milliseconds: Int64

    package static let range: ClosedRange<Int64> = 0...253_402_300_799_999

    /// The moment; what lies before 1970 or after 9999 is brought to the nearest end.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}
