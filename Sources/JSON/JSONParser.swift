extension JSONValue {
    /// Reads exactly one JSON text (RFC 8259): UTF-8, no byte order mark, no name twice in an object, nothing after it.
    package init(parsing bytes: some Sequence<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        let bytes = (bytes as? [UInt8]) ?? [UInt8](bytes)
        guard bytes.count <= limits.bytes else {
            throw JSONError(
                .tooLarge, "the text has more than \(limits.bytes) bytes", at: 0)
        }
        let result = bytes.withUnsafeBytes { buffer -> Result<JSONValue, JSONError> in
            do throws(JSONError) { return .success(try JSONValue(parsing: buffer, limits: limits)) } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// The same, read where it lies.
    package init(
        parsing memory: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        guard memory.count <= limits.bytes else {
            throw JSONError(
                .tooLarge, "the text has more than \(limits.bytes) bytes", at: 0)
        }
        var parser = JSONParser(bytes: memory.bindMemory(to: UInt8.self), limits: limits)
        self = try parser.parse()
    }

    package init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: [UInt8](text.utf8), limits: limits)
    }
}

/// A recursive-descent reader over bytes; recursion is bounded by `JSONLimits.depth`.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits
    var position = 0
    private var valuesLeft: Int

    init(bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        valuesLeft = limits.values
    }

    mutating func parse() throws(JSONError) -> JSONValue {
        let value = try readValue(depth: 0)
        skipSpace()
        guard position == bytes.count else {
            throw JSONError(.trailingBytes, "there are bytes after the end of the JSON text", at: position)
        }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard valuesLeft > 0 else {
            throw JSONError(.tooMany, "there are more than \(limits.values) values", at: position)
        }
        valuesLeft -= 1
        switch peek() {
        case UInt8(ascii: "{"): return .object(try readObject(depth: try deeper(depth)))
        case UInt8(ascii: "["): return .array(try readArray(depth: try deeper(depth)))
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-")?, (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return .number(try readNumber())
        case nil: throw JSONError(.syntax, "the text ends where a value was expected", at: position)
        default: throw JSONError(.syntax, "a value was expected", at: position)
        }
    }

    private func deeper(_ depth: Int) throws(JSONError) -> Int {
        guard depth < limits.depth else {
            throw JSONError(.tooDeep, "values are nested deeper than \(limits.depth) levels", at: position)
        }
        return depth + 1
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONObject {
        var members: [(name: String, value: JSONValue)] = []
        var names = NameSet()
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else {
                throw JSONError(.syntax, "a member name in double quotes was expected", at: position)
            }
            let start = position
            let name = try readString()
            guard names.insert(name, after: members) else {
                throw JSONError(.duplicateName, "a member name stands twice in one object", at: start).inside(name)
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else {
                throw JSONError(.syntax, "':' was expected", at: position).inside(name)
            }
            do throws(JSONError) {
                members.append((name, try readValue(depth: depth)))
            } catch { throw error.inside(name) }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw JSONError(.syntax, "',' or '}' was expected", at: position) }
        return JSONObject(distinct: members)
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> [JSONValue] {
        var items: [JSONValue] = []
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return items }
        repeat {
            do throws(JSONError) {
                items.append(try readValue(depth: depth))
            } catch { throw error.inside(String(items.count)) }
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw JSONError(.syntax, "',' or ']' was expected", at: position) }
        return items
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count,
            (0..<length).allSatisfy({ bytes[position + $0] == word.utf8Start[$0] })
        else { throw JSONError(.syntax, "a value was expected", at: position) }
        position += length
        return value
    }

    // RFC 8259 section 6: [ minus ] int [ frac ] [ exp ], no leading zeros.
    private mutating func readNumber() throws(JSONError) -> JSONNumber {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try readDigits() }
        if take(UInt8(ascii: ".")) { try readDigits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try readDigits()
        }
        guard position - start <= 64 else {
            throw JSONError(.tooLarge, "a number has more than 64 characters", at: start)
        }
        return JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func readDigits() throws(JSONError) {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw JSONError(.syntax, "a digit was expected", at: position) }
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}

/// The names seen in one object: compared in place while few, hashed when many, so that a hostile object stays linear.
private struct NameSet {
    private var hashed: Set<[UInt8]> = []

    mutating func insert(_ name: String, after members: [(name: String, value: JSONValue)]) -> Bool {
        if members.count < 16 { return !members.contains { $0.name.hasSameBytes(as: name) } }
        if hashed.isEmpty { hashed = Set(members.map { Array($0.name.utf8) }) }
        return hashed.insert(Array(name.utf8)).inserted
    }
}
