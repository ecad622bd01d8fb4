/// Finds the addresses with which quoted strings of a filter begin: `manager.$ref eq "https://…/Users/1"` of a query, or
/// `members[$ref eq "https://…"]` of a PATCH (RFC 7644 sections 3.4.2.2 and 3.5.2).
struct QuotedAddresses: Sendable {
    /// What addresses begin with, each without a slash at its end.
    let bases: [[UInt8]]

    /// Where the bases stand in a filter, its encoding taken off; those of strings that end.
    func places(in filter: [UInt8]) -> [Range<Int>] {
        var (places, place): ([Range<Int>], Int) = ([], 0)
        while let quote = filter[place...].firstIndex(of: 0x22) {
            let start = quote + 1
            guard let end = Self.end(of: filter, from: start) else { break }
            if let base = bases.lazy.compactMap({ Self.match($0, filter[start..<end]) }).first {
                places.append(start..<base)
            }
            place = end + 1
        }
        return places
    }

    /// The quote at which a string ends.
    private static func end(of filter: [UInt8], from start: Int) -> Int? {
        var place = start
        while place < filter.count {
            if filter[place] == 0x22 { return place }
            place += filter[place] == 0x5C ? 2 : 1
        }
        return nil
    }

    /// Where a base ends with which a string begins. Slashes may be written `\/`, as everywhere in JSON.
    private static func match(_ base: [UInt8], _ text: ArraySlice<UInt8>) -> Int? {
        var (place, slashes) = (text.startIndex, 0)
        for byte in base {
            if byte == 0x2F { slashes += 1 }
            place = afterBackslash(text, place)
            guard place < text.endIndex, AddressRewriter.isSame(text[place], byte, behind: slashes) else { return nil }
            place += 1
        }
        // Not `https://app.example/scim/v20`.
        let next = afterBackslash(text, place)
        return next == text.endIndex || [0x2F, 0x3F, 0x23].contains(text[next]) ? place : nil
    }

    private static func afterBackslash(_ text: ArraySlice<UInt8>, _ place: Int) -> Int {
        place + 1 < text.endIndex && text[place] == 0x5C && text[place + 1] == 0x2F ? place + 1 : place
    }
}
