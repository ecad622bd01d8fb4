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
        let items: [DisclosureList.Item]
    }

    private var known: [Known] = []
    /// The next to be forgotten.
    private var oldest = 0
    private static let limit = 64
    /// Longer lists are not kept.
    private static let longest = 4_096

    package init() {}

    /// Checks what `DisclosureList(parsing:count:parts:)` checks, and answers what it reads.
    @discardableResult
    mutating func check(
        _ list: UnsafeRawBufferPointer, count: Int, parts: Int
    ) throws(SealedRecordError) -> [DisclosureList.Item] {
        let rest = Self.restBehindSalt(list)
        if let rest, let items = knownItems(rest, count, parts) { return items }
        let items = try DisclosureList(parsing: Array(list)[...], count: count, parts: parts).items
        if let rest, rest.count <= Self.longest {
            keep(Known(count: count, parts: parts, rest: Array(rest), items: items))
        }
        return items
    }

    private func knownItems(_ rest: UnsafeRawBufferPointer, _ count: Int, _ parts: Int) -> [DisclosureList.Item]? {
        known.first { one in
            one.count == count && one.parts == parts && one.rest.count == rest.count
                && one.rest.withUnsafeBytes { $0.hasSameBytes(as: rest) }
        }?.items
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
