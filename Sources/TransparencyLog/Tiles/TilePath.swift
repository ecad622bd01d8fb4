/// The `<N>[.p/<W>]` part that paths of tiles and bundles end in (C2SP tlog-tiles, "Merkle Tree").
///
/// `N` is written in groups of three digits, all but the last prefixed with `x`: 1234067 is `x001/x234/067`.
/// A width below 256 adds `.p/<W>`.
package enum TilePath {
    /// The longest such text: 20 digits in seven groups and a partial width.
    static let maximumLength = 40

    package static func suffix(index: UInt64, width: Int) -> String {
        var groups = [digits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + digits(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/") + (width < 256 ? ".p/\(width)" : "")
    }

    private static func digits(_ group: UInt64) -> String {
        let text = String(group)
        return String(repeating: "0", count: 3 - text.utf8.count) + text
    }

    /// The index and width of a suffix; nil unless writing them gives the same bytes again.
    package static func parse(_ suffix: some Collection<UInt8>) -> (index: UInt64, width: Int)? {
        guard suffix.count <= maximumLength else { return nil }
        var parts = [UInt8](suffix).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var width = 256
        if parts.count >= 2, parts[parts.count - 2].suffix(2).isText(".p") {
            guard let partial = Decimal.parse(parts.removeLast()), (1...255).contains(partial) else { return nil }
            width = Int(partial)
            parts[parts.count - 1] = parts[parts.count - 1].dropLast(2)
        }
        var index: UInt64 = 0
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            let group = isLast ? part : part.dropFirst()
            guard isLast || part.first == UInt8(ascii: "x"), group.count == 3 else { return nil }
            guard let value = value(of: group) else { return nil }
            let (thousandfold, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = thousandfold.addingReportingOverflow(value)
            guard !overflow, !carry else { return nil }
            index = sum
        }
        guard suffix.isText(self.suffix(index: index, width: width)) else { return nil }
        return (index, width)
    }

    private static func value(of group: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in group {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
