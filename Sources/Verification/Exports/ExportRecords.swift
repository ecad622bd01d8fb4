/// Splits the bytes of an exported file into lines (NDJSON) or records (CSV), as they come.
///
/// A line feed within quotation marks does not end a record of CSV.
struct ExportRecords {
    /// Longest record, in bytes; a larger one is no export of Muster's.
    static let longest = 16 << 20

    /// A record with what ends it.
    struct Record {
        let line: UInt64
        let bytes: [UInt8]
    }

    struct TooLong: Error {}

    private let isCSV: Bool
    private var bytes: [UInt8] = []
    private var isQuoted = false
    private var line: UInt64 = 1
    private var feeds: UInt64 = 0

    init(isCSV: Bool) { self.isCSV = isCSV }

    /// The records that end in a piece of the file.
    mutating func feed(_ piece: some Sequence<UInt8>) throws(TooLong) -> [Record] {
        var records: [Record] = []
        for byte in piece {
            bytes.append(byte)
            if isCSV, byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == 0x0A else { continue }
            feeds += 1
            if !isQuoted { records.append(take()) }
        }
        guard bytes.count <= Self.longest else { throw TooLong() }
        return records
    }

    /// What follows the last line feed; nil when nothing does.
    mutating func finish() -> Record? { bytes.isEmpty ? nil : take() }

    private mutating func take() -> Record {
        defer {
            bytes = []
            line = feeds + 1
        }
        return Record(line: line, bytes: bytes)
    }

    /// The cells of a record of CSV (RFC 4180); nil when its quotation marks are not in order.
    static func cells(_ record: [UInt8]) -> [String]? {
        var rest = record[...]
        if rest.last == 0x0A { rest.removeLast() }
        if rest.last == 0x0D { rest.removeLast() }
        var cells: [String] = []
        while true {
            guard let cell = cell(&rest) else { return nil }
            cells.append(cell)
            guard let comma = rest.first else { return cells }
            guard comma == UInt8(ascii: ",") else { return nil }
            rest.removeFirst()
        }
    }

    private static func cell(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let plain = rest.prefix { $0 != UInt8(ascii: ",") }
            rest = rest[plain.endIndex...]
            return plain.contains(UInt8(ascii: "\"")) ? nil : String(validating: plain, as: UTF8.self)
        }
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\"") else {
                text.append(byte)
                continue
            }
            guard rest.first == byte else { return String(validating: text, as: UTF8.self) }
            rest.removeFirst()
            text.append(byte)
        }
        return nil
    }
}
