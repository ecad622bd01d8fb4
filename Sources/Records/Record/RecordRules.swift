internal import JSON

/// The rules that every record obeys, wherever it came from.
enum RecordRules {
    static func check(_ text: String, _ field: @autoclosure () -> String, limit: Int) throws(RecordError) {
        guard text.utf8.count <= limit else {
            throw RecordError(.tooLong, field(), "has \(text.utf8.count) bytes, the limit is \(limit)")
        }
    }

    /// Not empty; no control characters (C0, DEL, C1): an id must survive logs, terminals and text formats.
    static func checkIdentifier(_ text: String, _ field: @autoclosure () -> String) throws(RecordError) {
        guard !text.isEmpty else { throw RecordError(.empty, field(), "must not be empty") }
        guard !hasControls(text) else {
            throw RecordError(.invalidCharacter, field(), "must not contain control characters")
        }
    }

    /// An id that may be absent.
    static func checkOptional(_ text: String?, _ field: @autoclosure () -> String) throws(RecordError) {
        guard let text else { return }
        try checkID(text, field())
    }

    /// An id: short, without control characters, and no secret. What names somebody cannot be withheld, for the marker
    /// would name everybody.
    static func checkID(_ text: String, _ field: @autoclosure () -> String) throws(RecordError) {
        try check(text, field(), limit: RecordLimits.identifier)
        try checkIdentifier(text, field())
        guard !Secrets.hasToken(text) else {
            throw RecordError(
                .invalidValue, field(), "has the form of a secret (a token, a key); give an id in its place")
        }
    }

    static func hasControls(_ text: String) -> Bool {
        var afterC2 = false
        for byte in text.utf8 {
            if byte < 0x20 || byte == 0x7F || (afterC2 && byte < 0xA0) { return true }
            afterC2 = byte == 0xC2
        }
        return false
    }

    /// 1 to 64 of `a-z`, `0-9`, `_`, `-` and `.`, beginning with a letter.
    static func checkType(_ type: String, _ field: @autoclosure () -> String) throws(RecordError) {
        guard !type.isEmpty else { throw RecordError(.empty, field(), "must not be empty") }
        guard type.utf8.count <= 64 else {
            throw RecordError(.tooLong, field(), "has \(type.utf8.count) bytes, the limit is 64")
        }
        let isAllowed = type.utf8.allSatisfy {
            isLowerAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard isAllowed, let first = type.utf8.first, first >= UInt8(ascii: "a") else {
            throw RecordError(
                .invalidCharacter, field(), "must be of a-z, 0-9, '_', '-' and '.' and begin with a letter, like user")
        }
        guard type != Party.unreadableType else { throw RecordError(.reserved, field(), "this type is reserved") }
    }

    /// Nesting and size of a value.
    static func check(_ value: JSONValue, _ field: @autoclosure () -> String) throws(RecordError) {
        guard isWithin(depth: RecordLimits.depth, value) else {
            throw RecordError(.tooDeep, field(), "is nested deeper than \(RecordLimits.depth) levels")
        }
        let size = value.encodedSize
        guard size <= RecordLimits.value else {
            throw RecordError(.tooLong, field(), "has \(size) bytes as JSON, the limit is \(RecordLimits.value)")
        }
    }

    private static func isWithin(depth: Int, _ value: JSONValue) -> Bool {
        switch value {
        case .array(let items): depth > 0 && items.allSatisfy { isWithin(depth: depth - 1, $0) }
        case .object(let object): depth > 0 && object.members.allSatisfy { isWithin(depth: depth - 1, $0.value) }
        default: true
        }
    }
}

extension JSONValue {
    /// How many bytes `bytes` has.
    package var encodedSize: Int {
        switch self {
        case .null: 4
        case .bool(let flag): flag ? 4 : 5
        case .number(let number): number.text.utf8.count
        case .string(let text): Self.encodedSize(of: text)
        case .array(let items): items.reduce(1 + max(1, items.count)) { $0 + $1.encodedSize }
        case .object(let object):
            object.members.reduce(1 + max(1, object.count)) {
                $0 + Self.encodedSize(of: $1.name) + 1 + $1.value.encodedSize
            }
        }
    }

    static func encodedSize(of text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            guard JSONWriter.firstEscape(in: bytes) != nil else { return 2 + bytes.count }
            return bytes.reduce(2 + bytes.count) { size, byte in
                if byte == 0x22 || byte == 0x5C { return size + 1 }
                guard byte < 0x20 else { return size }
                return size + (byte == 8 || byte == 9 || byte == 10 || byte == 12 || byte == 13 ? 1 : 5)
            }
        }
    }
}
