/// The attribute names in a path, whatever its exact syntax: `urn:…:User:credentials[type eq "otp"].password` has
/// `credentials` and `password`, and a filter that compares `type`.
struct PathNames {
    /// Names outside of filters.
    private(set) var names: [String] = []
    /// What each filter compares: the attribute and the text in quotes.
    private(set) var comparisons: [(name: String, value: String)] = []
    /// The path with its filters left out.
    private(set) var withoutFilters = ""

    init(_ path: String) {
        var outside: [UInt8] = []
        var word: [UInt8] = []
        var filterName = ""
        var isInFilter = false
        var isQuoted = false
        var isEscaped = false
        for byte in path.utf8 {
            let wasInFilter = isInFilter
            if isQuoted {
                if isEscaped || byte != UInt8(ascii: "\"") {
                    word.append(byte)
                    isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                } else {
                    isQuoted = false
                    let text = String(decoding: word, as: UTF8.self)
                    if isInFilter { comparisons.append((filterName, text)) } else { names.append(text) }
                    word = []
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
                word = []
            } else if isNamePart(byte) {
                word.append(byte)
            } else {
                if !word.isEmpty {
                    let text = String(decoding: word, as: UTF8.self)
                    if !isInFilter { names.append(text) } else if !Self.operators.contains(text) { filterName = text }
                    word = []
                }
                if byte == UInt8(ascii: "[") { isInFilter = true }
                if byte == UInt8(ascii: "]") { isInFilter = false }
            }
            if !wasInFilter, !isInFilter { outside.append(byte) }
        }
        if !word.isEmpty { names.append(String(decoding: word, as: UTF8.self)) }
        withoutFilters = String(decoding: outside, as: UTF8.self)
    }

    /// The operators of RFC 7644 section 3.4.2.2.
    private static let operators: Set<String> = [
        "eq", "ne", "co", "sw", "ew", "pr", "gt", "lt", "ge", "le", "and", "or", "not",
    ]
}

private func isNamePart(_ byte: UInt8) -> Bool {
    isASCIIAlphanumeric(byte) || byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "$")
}

private func isASCIIAlphanumeric(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}
