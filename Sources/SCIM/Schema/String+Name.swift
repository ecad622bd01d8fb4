import Foundation

extension String {
    /// Whether two attribute names or URNs are the same without regard to the case of ASCII letters
    /// (RFC 7643 section 2.1).
    package func isSameName(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.asciiLowercased == $1.asciiLowercased }
    }

    /// The string for comparisons where `caseExact` is false: upper case, then lower case, composed (Unicode NFC) before
    /// and after, so that two spellings of one name have the same bytes. Going through upper case makes `ß` equal to `ss`
    /// and both forms of sigma equal, as Unicode's full case folding does.
    package var caseFolded: String {
        utf8.allSatisfy { $0 < 0x80 }
            ? String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self)
            : precomposedStringWithCanonicalMapping.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
}

extension UInt8 {
    /// The ASCII letter in lower case, any other byte as it is.
    var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
