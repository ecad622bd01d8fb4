/// Writes records of RFC 4180: lines end in CR LF, and cells with commas, quotation marks or line ends are quoted.
///
/// A spreadsheet takes a cell that begins with one of `= + - @`, a tab or a carriage return for a formula, which could run
/// what a stranger once called themselves. Such cells get an apostrophe before them, and so do cells that begin with an
/// apostrophe, so that taking one apostrophe off gives the text again.
package enum CSVRecord {
    package static func text(_ cells: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (place, cell) in cells.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            append(cell, to: &bytes)
        }
        return bytes + [0x0D, 0x0A]
    }

    /// The text of a cell as it stands in a record, apostrophe included, quotes not.
    package static func protected(_ cell: String) -> String { isRisky(cell.utf8.first) ? "'" + cell : cell }

    private static func append(_ cell: String, to bytes: inout [UInt8]) {
        let cell = protected(cell)
        guard cell.utf8.contains(where: isSpecial) else {
            bytes.append(contentsOf: cell.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: true
        default: false
        }
    }

    private static func isRisky(_ byte: UInt8?) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "'"), 0x09, 0x0D,
            0x0A:
            true
        default: false
        }
    }
}
