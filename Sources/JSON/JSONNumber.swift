/// A JSON number as it was written: `1.0` stays `1.0`, and no digit of a 64-bit number is lost.
package struct JSONNumber: Sendable {
    /// The text, valid by the number grammar of RFC 8259 section 6.
    package let text: String

    init(validated text: String) { self.text = text }

    package init(_ value: Int) { text = String(value) }
    package init(_ value: UInt64) { text = String(value) }

    /// The number as a whole number; nil when it has a fraction or exponent or does not fit.
    package var intValue: Int? { Int(text) }
    package var uint64Value: UInt64? { UInt64(text) }
    /// The nearest double; nil when the number is beyond its range.
    package var doubleValue: Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
