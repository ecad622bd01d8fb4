internal import TransparencyLog

/// Lists of names (disclosure 0) that were read and found good, to know them again without reading.
///
/// Records of one sort have the same fields, so their lists differ in the salt alone. What stands behind the salt decides
/// with the numbers of disclosures and parts whether a list is good, so bytes that were seen before need no second look.
package struct KnownDisclosureLists: Sendable {
    private struct Known {
        let count: Int
        let parts: Int
        /// Everything behind the salt, beginning with the quotation mark that ends it.
        let rest: [UInt8]
    }

    private var known: [Known] = []
    /// The next to be forgotten.
    private var oldest = 0
    private static let limit = 24
    /// Longer lists are not kept.
    private static let longest = 4_096

    package init() {}

    /// Checks what `DisclosureList(parsing:count:parts:)` checks.
    mutating func check(_ list: UnsafeRawBufferPointer, count: Int, parts: Int) throws(SealedRecordError) {
        let rest = Self.restBehindSalt(list)
        if let rest, isKnown(rest, count, parts) { return }
        _ = try DisclosureList(parsing: Array(list)[...], count: count, parts: parts)
        if let rest, rest.count <= Self.longest { keep(Known(count: count, parts: parts, rest: Array(rest))) }
    }

    private func isKnown(_ rest: UnsafeRawBufferPointer, _ count: Int, _ parts: Int) -> Bool {
        known.contains { one in
            one.count == count && one.parts == parts && one.rest.withUnsafeBytes { $0.hasSameBytes(as: rest) }
        }
    }

    private mutating func keep(_ list: Known) {
        if known.count < Self.limit {
            known.append(list)
        } else {
            known[oldest] = list
            oldest = (oldest + 1) % Self.limit
        }
    }

    /// What stands behind `["` and a salt of 16 bytes in base64; nil when the list does not begin so.
    private static func restBehindSalt(_ list: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard list.count > 27, list.has("[\"", at: 0), list.has("==\"", at: 24) else { return nil }
        return Base64.isSixteenBytes(list.part(2..<26)) ? list.part(26..<list.count) : nil
    }
}
