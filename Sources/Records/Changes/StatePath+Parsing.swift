internal import JSON

extension StatePath {
    /// Reads what `description` writes; nil for any other text.
    init?(parsing text: String) {
        var reader = PathReader(Array(text.utf8))
        guard let steps = reader.read() else { return nil }
        self.init()
        self.steps = steps
    }
}

private struct PathReader {
    private let text: [UInt8]
    private var position = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func read() -> [StatePath.Step]? {
        var steps: [StatePath.Step] = []
        if let urn = readURN() { steps.append(.extensionURN(urn)) }
        repeat {
            guard let name = readName() else { return nil }
            steps.append(.member(name))
            while take("[") {
                guard let key = readFilter(), take("]") else { return nil }
                steps.append(.element(key))
            }
        } while take(".")
        return position == text.count ? steps : nil
    }

    /// Up to the last colon before the first quote or bracket.
    private mutating func readURN() -> String? {
        guard text.starts(with: "urn:".utf8) else { return nil }
        let head = text.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "[") }
        guard let colon = head.lastIndex(of: UInt8(ascii: ":")), colon > 4 else { return nil }
        position = colon + 1
        return String(decoding: head[..<colon], as: UTF8.self)
    }

    private mutating func readName() -> String? {
        if position < text.count, text[position] == UInt8(ascii: "\"") { return readString()?.stringValue }
        let name = text[position...].prefix { byte in
            isASCIIAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "$")
        }
        guard StatePath.isPlainName(name) else { return nil }
        position = name.endIndex
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func readFilter() -> ElementKey? {
        if take("type eq ") { return readValue().map { ElementKey(value: nil, type: $0) } }
        guard take("value eq "), let value = readValue() else { return nil }
        guard take(" and type eq ") else { return ElementKey(value: value, type: nil) }
        return readValue().map { ElementKey(value: value, type: $0) }
    }

    private mutating func readValue() -> JSONValue? {
        guard position < text.count else { return nil }
        if text[position] == UInt8(ascii: "\"") { return readString() }
        let word = text[position...].prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "]") }
        position = word.endIndex
        switch try? JSONValue(parsing: Array(word)) {
        case .number(let number)?: return .number(number)
        case .bool(let flag)?: return .bool(flag)
        default: return nil
        }
    }

    private mutating func readString() -> JSONValue? {
        let start = position
        position += 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < text.count else { return nil }
        position += 1
        return try? JSONValue(parsing: Array(text[start..<position]))
    }

    private mutating func take(_ word: String) -> Bool {
        guard text[min(position, text.count)...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }
}
