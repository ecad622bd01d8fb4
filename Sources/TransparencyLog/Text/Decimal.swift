/// Unsigned decimal numbers in wire formats: digits only, no sign, no leading zero, at most 2^64 - 1.
package enum Decimal {
    /// The number, or nil: `UInt64("+5")` and `UInt64("007")` succeed, so they are no parser for a wire format.
    @inlinable
    package static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        text.withContiguousStorageIfAvailable { parse($0) } ?? Array(text).withUnsafeBufferPointer { parse($0) }
    }

    /// The number, or nil.
    package static func parse(_ text: UnsafeRawBufferPointer) -> UInt64? {
        text.withMemoryRebound(to: UInt8.self) { parse($0) }
    }

    /// The number, or nil.
    package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard let first = text.first, text.count <= 20 else { return nil }
        guard first != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in text {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// Appends the digits of `value`.
    package static func append(_ value: UInt64, to output: inout [UInt8]) {
        var rest = value
        let start = output.count
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }
}
