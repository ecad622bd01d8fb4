internal import TransparencyLog

/// The form that every entry has, whatever its kind: LF-ended lines `name SP value` in UTF-8.
///
/// First `muster-entry@v1 <kind>`, second `time <ms>`; then lines in an order that is the kind's affair, where `action`
/// stands at most once, `subject`, `actor`, `behalf` and `resource` name labels, and `sealed`, if there, is the last.
/// Map function v1 rests on exactly these rules, so they are frozen.
struct EntryLines {
    var kind: EntryKind
    var time: Timestamp
    var lines: [(name: String, value: ArraySlice<UInt8>)] = []
    var references: [Reference] = []
    var commitment: Hash?

    init(parsing bytes: [UInt8]) throws(EntryError) {
        guard bytes.count <= Entry.sizeLimit else {
            throw EntryError(.tooLarge, line: 1, "an entry has at most \(Entry.sizeLimit) bytes")
        }
        guard bytes.last == UInt8(ascii: "\n") else {
            throw EntryError(.notText, line: 1, "an entry ends with a line end")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw EntryError(.notText, line: 1, "an entry is valid UTF-8")
        }
        var rest = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        kind = try Self.kind(rest.popFirst() ?? [])
        time = try Self.time(rest.popFirst() ?? [])
        var number = 2
        while let line = rest.popFirst() {
            number += 1
            guard commitment == nil else {
                throw EntryError(.sealed, line: number, "nothing follows the line 'sealed'")
            }
            try read(line, number)
        }
    }

    private static func kind(_ line: ArraySlice<UInt8>) throws(EntryError) -> EntryKind {
        let version = "muster-entry@v1 ".utf8
        guard line.starts(with: version) else {
            throw EntryError(.version, line: 1, "the first line is 'muster-entry@v1', a space and a kind")
        }
        guard let kind = EntryKind(rawValue: String(decoding: line.dropFirst(version.count), as: UTF8.self)) else {
            throw EntryError(.kind, line: 1, "a kind is 1 to 32 of a-z, 0-9 and '-' and begins with a letter")
        }
        return kind
    }

    private static func time(_ line: ArraySlice<UInt8>) throws(EntryError) -> Timestamp {
        guard let (name, value) = parts(line), name == "time", let milliseconds = Decimal.parse(value),
            milliseconds <= UInt64(Timestamp.range.upperBound)
        else {
            throw EntryError(.time, line: 2, "the second line is 'time' and milliseconds since 1970, until 9999")
        }
        return Timestamp(milliseconds: Int64(milliseconds))
    }

    private mutating func read(_ line: ArraySlice<UInt8>, _ number: Int) throws(EntryError) {
        guard let (name, value) = Self.parts(line) else {
            throw EntryError(.line, line: number, "a line is a name (a-z, 0-9, '-'), one space and a value")
        }
        switch name {
        case "time": throw EntryError(.line, line: number, "'time' stands once")
        case "action" where lines.contains { $0.name == "action" }:
            throw EntryError(.line, line: number, "'action' stands once")
        case "sealed":
            guard let hash = Base64.decode(value).flatMap({ Hash($0) }) else {
                throw EntryError(.sealed, line: number, "a commitment is 32 bytes in base64")
            }
            commitment = hash
        default:
            if let role = Reference.Role(rawValue: name) { try readReference(role, value, number) }
        }
        lines.append((name, value))
    }

    private mutating func readReference(
        _ role: Reference.Role, _ value: ArraySlice<UInt8>, _ number: Int
    ) throws(EntryError) {
        let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, let hash = Base64.decode(parts[0]).flatMap({ Hash($0) }), hash != .zero else {
            throw EntryError(.label, line: number, "a label is 32 bytes in base64, not all zero")
        }
        guard let count = Decimal.parse(parts[1]) else {
            throw EntryError(.number, line: number, "a count is a decimal number without leading zeros")
        }
        let previous = Decimal.parse(parts[2])
        guard count == 0 ? parts[2].elementsEqual("-".utf8) : previous != nil else {
            throw EntryError(
                .number, line: number, "the previous index is a number, or '-' exactly when the count is 0")
        }
        let reference = Reference(role: role, label: Label(hash: hash), count: count, previous: previous)
        guard references.allSatisfy({ $0.label != reference.label || $0.count == count && $0.previous == previous })
        else { throw EntryError(.repeatedLabel, line: number, "a label has the same numbers on each of its lines") }
        references.append(reference)
    }

    /// Name and value of a line: a name of 1 to 32 characters, one space, a value without control characters.
    private static func parts(_ line: ArraySlice<UInt8>) -> (name: String, value: ArraySlice<UInt8>)? {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let name = line[..<space]
        let value = line[(space + 1)...]
        guard (1...32).contains(name.count), !value.isEmpty,
            name.allSatisfy({ isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }),
            value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return (String(decoding: name, as: UTF8.self), value)
    }
}
