import JSON

/// Replaces the base of absolute addresses in JSON that passes by, piece by piece: those under `$ref` and `location`
/// (RFC 7643 sections 2.3.7 and 3.1) that begin with one base get another, and those with which quoted strings of filters
/// begin, where it is told where filters stand. Every other byte stays as it is.
///
/// Holds no more of a body than one such address.
package struct AddressRewriter {
    private enum Place {
        case between
        /// In a string that passes by; whether the byte before was a backslash.
        case string(escaped: Bool)
        /// In a string that may be replaced, held back.
        case held(escaped: Bool)
    }

    /// What the value is that comes next.
    private enum Wanted { case nothing, address, filter }

    private let from: [[UInt8]]
    /// The path of the bases where paths count as addresses too; nil where they do not.
    private let path: [UInt8]?
    private let to: [UInt8]
    /// Names of members that hold a filter, in lower case, with how many brackets are open around them.
    private let filters: [[UInt8]: Int]
    private var place = Place.between
    /// The last string that passed, as far as names that matter are long.
    private var last: [UInt8] = []
    /// Whether the last string was the name before a colon, and the value comes now.
    private var wanted = Wanted.nothing
    /// How many brackets are open.
    private var depth = 0
    private var isFilter = false
    private var held: [UInt8] = []

    private static let names: [[UInt8]] = [Array("$ref".utf8), Array("location".utf8)]
    private static let longest = 8 << 10

    /// - Parameters:
    ///   - from: what addresses begin with, each without a slash at its end.
    ///   - path: the path of the bases, without a slash at its end, where what begins with it is an address too (RFC 3986
    ///     section 4.2); nil to leave paths alone.
    ///   - to: what stands there afterwards.
    ///   - filters: the names of members whose value is a filter, or a path with one, with the number of brackets that are
    ///     open where they stand.
    package init(from: [String], path: String? = nil, to: String, filters: [String: Int] = [:]) {
        self.from = from.map { Array($0.utf8) }
        self.path = path.map { Array($0.utf8) }
        self.to = Array(to.utf8)
        self.filters = filters.reduce(into: [:]) { $0[Array($1.key.utf8)] = $1.value }
    }

    /// What goes out for what came in; `finish` gives the rest.
    package mutating func rewrite(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.underestimatedCount)
        for byte in bytes { take(byte, &output) }
        return output
    }

    /// What was held back when the body ended in the middle of a string.
    package mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    private mutating func take(_ byte: UInt8, _ output: inout [UInt8]) {
        switch place {
        case .between: between(byte, &output)
        case .string(let escaped):
            output.append(byte)
            if byte == 0x22, !escaped {
                place = .between
            } else {
                if last.count < 16 { last.append(byte) }
                place = .string(escaped: byte == 0x5C && !escaped)
            }
        case .held(let escaped):
            held.append(byte)
            if byte == 0x22, !escaped {
                output += isFilter ? replaced(filter: held) : replaced(held)
                held = []
                place = .between
            } else if held.count > Self.longest {
                output += held
                held = []
                place = .string(escaped: byte == 0x5C && !escaped)
            } else {
                place = .held(escaped: byte == 0x5C && !escaped)
            }
        }
    }

    private mutating func between(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x22 where wanted != .nothing:
            isFilter = wanted == .filter
            wanted = .nothing
            held = [byte]
            last = []
            place = .held(escaped: false)
        case 0x22:
            output.append(byte)
            last = []
            place = .string(escaped: false)
        case 0x3A:
            output.append(byte)
            wanted = Self.names.contains(last) ? .address : holdsFilter ? .filter : .nothing
            last = []
        case 0x20, 0x09, 0x0A, 0x0D: output.append(byte)
        default:
            if byte == 0x7B || byte == 0x5B { depth += 1 }
            if byte == 0x7D || byte == 0x5D { depth -= 1 }
            output.append(byte)
            wanted = .nothing
            last = []
        }
    }

    /// Whether the member of the last name has a filter as its value.
    private var holdsFilter: Bool { !filters.isEmpty && filters[last.map(Self.lower)] == depth }

    /// The string with its quotes, in which addresses of the base are replaced with which quoted strings begin.
    private func replaced(filter string: [UInt8]) -> [UInt8] {
        guard (try? JSONValue(parsing: string)) != nil else { return string }
        return Self.replaced(string, DecodedText(json: string), from) { _ in to }
    }

    /// A filter as it stands in a query, with the same replaced in it: percent-encoded where the address was.
    package func replaced(queryFilter text: String) -> String {
        let query = Array(text.utf8)
        let new = String(decoding: to, as: UTF8.self)
        let output = Self.replaced(query, DecodedText(query: query), from) { old in
            Array((old.contains(0x25) ? StateReader.encoded(new) : StateReader.encoded(new, keeping: ":/")).utf8)
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func replaced(
        _ text: [UInt8], _ decoded: DecodedText, _ bases: [[UInt8]], _ new: (ArraySlice<UInt8>) -> [UInt8]
    ) -> [UInt8] {
        var (output, rest): ([UInt8], Int) = ([], 0)
        for place in QuotedAddresses(bases: bases).places(in: decoded.bytes).map(decoded.encoded) {
            output += text[rest..<place.lowerBound] + new(text[place])
            rest = place.upperBound
        }
        return output + text[rest...]
    }

    /// The string with its quotes, begun anew where it is an address below the base.
    private func replaced(_ string: [UInt8]) -> [UInt8] {
        guard let text = (try? JSONValue(parsing: string))?.stringValue, let address = replaced(text) else {
            return string
        }
        var output: [UInt8] = []
        JSONWriter.append(string: address, to: &output)
        return output
    }

    /// The address with its base replaced; nil when it is not below one.
    package func replaced(_ address: String) -> String? {
        let bytes = Array(address.utf8)
        for base in from where bytes.count >= base.count {
            guard Self.begins(bytes, with: base) else { continue }
            let rest = bytes[base.count...]
            // Not `https://app.example/scim/v20`.
            guard rest.isEmpty || [0x2F, 0x3F, 0x23].contains(rest[base.count]) else { continue }
            return String(decoding: to + rest, as: UTF8.self)
        }
        return path.flatMap { replaced(path: bytes, $0) }
    }

    /// The same for a path without scheme and host.
    private func replaced(path bytes: [UInt8], _ base: [UInt8]) -> String? {
        guard bytes.first == 0x2F, !bytes.starts(with: [0x2F, 0x2F]), bytes.starts(with: base) else { return nil }
        let rest = bytes.dropFirst(base.count)
        guard rest.first.map({ [0x2F, 0x3F, 0x23].contains($0) }) ?? true else { return nil }
        return String(decoding: to + rest, as: UTF8.self)
    }

    // Scheme and host are the same in any case (RFC 3986 section 6.2.2.1), the path is not.
    private static func begins(_ bytes: [UInt8], with base: [UInt8]) -> Bool {
        var slashes = 0
        for (a, b) in zip(bytes, base) {
            if b == 0x2F { slashes += 1 }
            guard isSame(a, b, behind: slashes) else { return false }
        }
        return true
    }

    /// Whether two bytes of addresses mean the same, behind so many slashes.
    static func isSame(_ a: UInt8, _ b: UInt8, behind slashes: Int) -> Bool {
        slashes < 3 ? lower(a) == lower(b) : a == b
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
