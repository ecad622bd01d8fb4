import Foundation

/// Cuts texts into words as full text search knows them: runs of letters, digits and private-use characters, without regard
/// to case and accents.
///
/// Texts and questions are cut by the same rule, so both spell a word alike.
enum WordSplitter {
    /// Calls `body` with the bytes of each word of a text, in order.
    static func split(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        if !split(plain: text, body) { split(scalars: text, body) }
    }

    /// The same for a text of ASCII alone; false, and no call, for others.
    static func split(plain text: String, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
            split(ascii: bytes, body)
            return true
        }
    }

    static func words(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        split(text) { words.append([UInt8]($0)) }
        return words
    }

    private static func split(ascii bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: max(1, bytes.count), alignment: 1) { word in
            var length = 0
            for byte in bytes {
                let folded = fold[Int(byte)]
                if folded != 0 {
                    word[length] = folded
                    length += 1
                } else if length > 0 {
                    body(UnsafeRawBufferPointer(rebasing: word[..<length]))
                    length = 0
                }
            }
            if length > 0 { body(UnsafeRawBufferPointer(rebasing: word[..<length])) }
        }
    }

    /// Letters in lower case and digits; 0 for what parts words.
    private static let fold: [UInt8] = (0..<128).map { byte in
        let byte = UInt8(byte)
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): return byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return byte | 0x20
        default: return 0
        }
    }

    private static func split(scalars text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        let folded = text.uppercased().lowercased().decomposedStringWithCanonicalMapping
        var word: [UInt8] = []
        for scalar in folded.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark: continue  // an accent
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber, .privateUse:
                word.append(contentsOf: UTF8.encode(scalar)!)
            default:
                if !word.isEmpty { word.withUnsafeBytes(body) }
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { word.withUnsafeBytes(body) }
    }
}
