import Foundation

/// How texts stand in the index columns of the catalog, and so how questions must spell them.
enum StoredText {
    /// The text with U+0000 shown as U+2400: SQLite and the binding end a text at the first zero byte, and two ids that
    /// differ only behind one must not become one.
    static func plain(_ text: String) -> String {
        guard hasZero(text) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(scalar == "\u{0}" ? "\u{2400}" : scalar) }
        return String(result)
    }

    private static func hasZero(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? text.utf8.contains(0)
    }

    /// The text without regard to case, for names: upper case, then lower case, composed (Unicode NFC). Going through
    /// upper case makes `ß` equal to `ss` and both forms of sigma equal, as Unicode's full case folding does.
    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0 && $0 < 0x80 }) { return text.lowercased() }
        return plain(text).uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
}
