internal import TransparencyLog

/// The form that every entry has, whatever its kind, read line by line where it lies: LF-ended lines `name SP value` in
/// UTF-8.
///
/// First `muster-entry@v1 <kind>`, second `time <ms>`; then lines in an order that is the kind's affair, where `action`
/// stands at most once, `subject`, `actor`, `behalf` and `resource` name labels, and `sealed`, if there, is the last.
/// Map function v1 rests on exactly these rules, so they are frozen.
struct EntryForm {
    /// A line after the second.
    struct Line: Sendable {
        /// What it is to the rules above.
        enum Meaning: Sendable, Equatable {
            case action, sealed, other
            case reference(Reference.Role)
        }

        let meaning: Meaning
        let name: Range<Int>
        let value: Range<Int>
        /// Counted from 1.
        let number: Int
    }

    let kind: EntryKind
    let time: Timestamp
    private(set) var commitment: Hash?
    private let bytes: UnsafeRawBufferPointer
    /// Whether some line has control characters in it.
    private let hasControls: Bool
    private var position: Int
    private var number = 2
    private var hasAction = false

    /// Reads the first two lines.
    ///
    /// - Parameter bytes: The whole entry; it must outlive this value.
    /// - Throws: `EntryError`, of any code but `body`.
    init(parsing bytes: UnsafeRawBufferPointer) throws(EntryError) {
        guard bytes.count <= Entry.sizeLimit else {
            throw EntryError(.tooLarge, line: 1, "an entry has at most \(Entry.sizeLimit) bytes")
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            throw EntryError(.notText, line: 1, "an entry ends with a line end")
        }
        let text = TextBytes(bytes)
        guard !text.hasHighBytes || String(validating: bytes, as: UTF8.self) != nil else {
            throw EntryError(.notText, line: 1, "an entry is valid UTF-8")
        }
        self.bytes = bytes
        hasControls = text.hasControls
        let firstEnd = bytes.lineEnd(from: 0)
        kind = try Self.kind(bytes, firstEnd)
        let secondEnd = firstEnd + 1 < bytes.count ? bytes.lineEnd(from: firstEnd + 1) : firstEnd + 1
        time = try Self.time(bytes, firstEnd + 1, secondEnd, hasControls: hasControls)
        position = secondEnd + 1
    }

    private static func kind(_ bytes: UnsafeRawBufferPointer, _ end: Int) throws(EntryError) -> EntryKind {
        let version: StaticString = "muster-entry@v1 "
        guard end >= version.utf8CodeUnitCount, bytes.has(version, at: 0) else {
            throw EntryError(.version, line: 1, "the first line is 'muster-entry@v1', a space and a kind")
        }
        let range = version.utf8CodeUnitCount..<end
        if range.count == 6, bytes.has("record", at: range.lowerBound) { return .record }
        guard let kind = EntryKind(rawValue: String(decoding: bytes[range], as: UTF8.self)) else {
            throw EntryError(.kind, line: 1, "a kind is 1 to 32 of a-z, 0-9 and '-' and begins with a letter")
        }
        return kind
    }

    private static func time(
        _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int, hasControls: Bool
    ) throws(EntryError) -> Timestamp {
        let name: StaticString = "time "
        guard end - start > 5, bytes.has(name, at: start),
            let milliseconds = Decimal.parse(bytes.part(start + 5..<end)),
            milliseconds <= UInt64(Timestamp.range.upperBound)
        else {
            throw EntryError(.time, line: 2, "the second line is 'time' and milliseconds since 1970, until 9999")
        }
        return Timestamp(milliseconds: Int64(milliseconds))
    }
}

extension EntryForm {
    /// The next line; nil at the end.
    ///
    /// - Parameters:
    ///   - references: What the line says of a label is added.
    ///   - first: Where the references of this entry begin.
    /// - Returns: The line, of which everything that its name promises has been read.
    /// - Throws: `EntryError`, of any code but `body`.
    mutating func next(_ references: inout [Reference], from first: Int) throws(EntryError) -> Line? {
        guard position < bytes.count else { return nil }
        number += 1
        guard commitment == nil else {
            throw EntryError(.sealed, line: number, "nothing follows the line 'sealed'")
        }
        let end = bytes.lineEnd(from: position)
        guard let space = nameEnd(position, end), end - space > 1, !hasControls || isPrintable(space + 1..<end) else {
            throw EntryError(.line, line: number, "a line is a name (a-z, 0-9, '-'), one space and a value")
        }
        let line = Line(
            meaning: try meaning(position..<space), name: position..<space, value: space + 1..<end, number: number)
        switch line.meaning {
        case .sealed: try readCommitment(line.value)
        case .reference(let role):
            let reference = try EntryForm.reference(role, bytes.part(line.value), number)
            try Self.checkRepetition(reference, references[first...], number)
            references.append(reference)
        case .action, .other: break
        }
        position = end + 1
        return line
    }

    /// The space behind a name of 1 to 32 characters; nil when there is no such name.
    private func nameEnd(_ start: Int, _ end: Int) -> Int? {
        var place = start
        let limit = min(end, start + 33)
        while place < limit, isLowerAlphanumeric(bytes[place]) || bytes[place] == UInt8(ascii: "-") { place += 1 }
        return place > start && place < limit && bytes[place] == UInt8(ascii: " ") ? place : nil
    }

    private func isPrintable(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    private mutating func meaning(_ name: Range<Int>) throws(EntryError) -> Line.Meaning {
        let start = name.lowerBound
        switch name.count {
        case 4 where bytes.has("time", at: start): throw EntryError(.line, line: number, "'time' stands once")
        case 5 where bytes.has("actor", at: start): return .reference(.actor)
        case 6 where bytes.has("sealed", at: start): return .sealed
        case 6 where bytes.has("behalf", at: start): return .reference(.behalf)
        case 6 where bytes.has("action", at: start):
            guard !hasAction else { throw EntryError(.line, line: number, "'action' stands once") }
            hasAction = true
            return .action
        case 7 where bytes.has("subject", at: start): return .reference(.subject)
        case 8 where bytes.has("resource", at: start): return .reference(.resource)
        default: return .other
        }
    }

    private mutating func readCommitment(_ value: Range<Int>) throws(EntryError) {
        guard let hash = Hash(base64: bytes.part(value)) else {
            throw EntryError(.sealed, line: number, "a commitment is 32 bytes in base64")
        }
        commitment = hash
    }
}
