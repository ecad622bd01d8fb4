internal import JSON

/// A path to a place in a state: `emails[value eq "a@example.com"].display`, `urn:…:User:manager.value`.
///
/// The notation of RFC 7644 section 3.5.2, used at every depth. A name that is no attribute name of RFC 7643 stands in
/// double quotes, escaped as in JSON.
struct StatePath: Sendable {
    enum Step: Sendable {
        /// The schema URN of an extension; only first.
        case extensionURN(String)
        case member(String)
        case element(ElementKey)
    }

    var steps: [Step] = []

    init() {}

    /// The path of a member, whose old and new value decide whether a URN can stand as an extension's.
    func member(_ name: String, of values: (JSONValue?, JSONValue?)) -> StatePath {
        let isExtension = steps.isEmpty && Self.isPlainURN(name) && Self.isComplex(values.0) && Self.isComplex(values.1)
        var path = self
        path.steps.append(isExtension ? .extensionURN(name) : .member(name))
        return path
    }

    func element(_ key: ElementKey) -> StatePath {
        var path = self
        path.steps.append(.element(key))
        return path
    }

    private static func isComplex(_ value: JSONValue?) -> Bool {
        guard let value else { return true }
        if case .object = value { return true }
        return value.isUnassigned
    }

    static func isPlainName(_ name: some Collection<UInt8>) -> Bool {
        let name = name.first == UInt8(ascii: "$") ? name.dropFirst() : name[...]
        guard let first = name.first, isASCIIAlphanumeric(first), first > UInt8(ascii: "9") else { return false }
        return name.allSatisfy { isASCIIAlphanumeric($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// Whether the name can be told from the attribute behind it: begins with `urn:`, ends with no colon, and has only
    /// letters, digits and a few marks.
    private static func isPlainURN(_ name: String) -> Bool {
        name.utf8.count > 4 && name.utf8.starts(with: "urn:".utf8) && name.utf8.last != UInt8(ascii: ":")
            && name.utf8.allSatisfy {
                isASCIIAlphanumeric($0) || ":._-/~+%".utf8.contains($0)
            }
    }
}

func isASCIIAlphanumeric(_ byte: UInt8) -> Bool {
    isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

extension StatePath: CustomStringConvertible {
    var description: String {
        var text = ""
        var separator = ""
        for step in steps {
            switch step {
            case .extensionURN(let urn):
                text += urn
                separator = ":"
            case .member(let name):
                text += separator + (Self.isPlainName(Array(name.utf8)) ? name : Self.quoted(name))
                separator = "."
            case .element(let key):
                text += "[\(Self.filter(key))]"
            }
        }
        return text
    }

    private static func filter(_ key: ElementKey) -> String {
        [("value", key.value), ("type", key.type)].compactMap { name, value in
            value.map { "\(name) eq \($0.stringValue.map(quoted) ?? $0.text)" }
        }.joined(separator: " and ")
    }

    /// A JSON string in which every control character is escaped, DEL and C1 included.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: result += "\\\(scalar)"
            case 0..<0x20, 0x7F..<0xA0:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
