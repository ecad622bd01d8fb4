extension Hash {
    /// The length of a hash's base64 text.
    package static let base64Length = 44

    /// A hash from its canonical base64 text; nil for anything else. Nothing is allocated: checking a log reads millions.
    package init?(base64 text: UnsafeRawBufferPointer) {
        guard text.count == Hash.base64Length, text[43] == UInt8(ascii: "=") else { return nil }
        self = .zero
        let isCanonical = withUnsafeMutableBytes(of: &self) { Base64Values.decodeHash(text, into: $0) }
        guard isCanonical else { return nil }
    }
}

extension Base64 {
    /// Whether `text` is what encoding some 16 bytes gives.
    package static func isSixteenBytes(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 24, text[22] == UInt8(ascii: "="), text[23] == UInt8(ascii: "=") else { return false }
        var unknown: UInt32 = 0
        for place in 0..<22 { unknown |= Base64Values[text[place]] }
        return unknown < 64 && Base64Values[text[21]] & 15 == 0
    }
}

/// What each character of base64 stands for.
private enum Base64Values {
    /// Writes the 32 bytes that 43 characters stand for; false when some of them are foreign or bits are left over.
    static func decodeHash(_ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var unknown: UInt32 = 0
        for number in 0..<10 {
            let (a, b) = (self[text[4 * number]], self[text[4 * number + 1]])
            let (c, d) = (self[text[4 * number + 2]], self[text[4 * number + 3]])
            unknown |= a | b | c | d
            // Four bytes are written of which three count: the next group overwrites the fourth.
            let word = (a << 26 | b << 20 | c << 14 | d << 8).bigEndian
            bytes.storeBytes(of: word, toByteOffset: 3 * number, as: UInt32.self)
        }
        let (a, b, c) = (self[text[40]], self[text[41]], self[text[42]])
        unknown |= a | b | c | (c & 3) << 6
        let last = UInt16(truncatingIfNeeded: a << 10 | b << 4 | c >> 2)
        bytes.storeBytes(of: last.bigEndian, toByteOffset: 30, as: UInt16.self)
        return unknown < 64
    }

    /// 0 to 63 in the order of the alphabet, 64 or more for a character that is none of it.
    @inline(__always)
    static subscript(_ character: UInt8) -> UInt32 { UInt32(table.utf8Start[Int(character & 0x7F)]) | high(character) }

    /// The table has the plain characters only.
    @inline(__always)
    private static func high(_ character: UInt8) -> UInt32 { UInt32(character & 0x80) }

    /// 128 characters; `@`, which is 64, stands for "none".
    private static let table: StaticString = """
        @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\u{3e}@@@\u{3f}\
        \u{34}\u{35}\u{36}\u{37}\u{38}\u{39}\u{3a}\u{3b}\u{3c}\u{3d}@@@@@@@\
        \u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{e}\u{f}\
        \u{10}\u{11}\u{12}\u{13}\u{14}\u{15}\u{16}\u{17}\u{18}\u{19}@@@@@@\
        \u{1a}\u{1b}\u{1c}\u{1d}\u{1e}\u{1f}\u{20}\u{21}\u{22}\u{23}\u{24}\u{25}\u{26}\
        \u{27}\u{28}\u{29}\u{2a}\u{2b}\u{2c}\u{2d}\u{2e}\u{2f}\u{30}\u{31}\u{32}\u{33}@@@@@
        """
}
