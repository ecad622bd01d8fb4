import JSON

/// Replaces the base of absolute addresses in JSON that passes by, piece by piece: those under `$ref` and `location`
/// (RFC 7643 sections 2.3.7 and 3.1) that begin with one base get another. Every other byte stays as it is.
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

    private let from: [[UInt8]]
    /// The path of the bases where paths count as addresses too; nil where they do not.
    private let path: [UInt8]?
    private let to: [UInt8]
    private var place = Place.between
    /// The last string that passed, as far as names that matter are long.
    private var last: [UInt8] = []
    /// Whether the last string was the name before a colon, and the value comes now.
    private var isWanted = false
    private var held: [UInt8] = []

    private static let names: [[UInt8]] = [Array("$ref".utf8), Array("location".utf8)]
    private static let longest = 8 << 10

    /// - Parameters:
    ///   - from: what addresses begin with, each without a slash at its end.
    ///   - path: the path of the bases, without a slash at its end, where what begins with it is an address too (RFC 3986
    ///     section 4.2); nil to leave paths alone.
    ///   - to: what stands there afterwards.
    package init(from: [String], path: String? = nil, to: String) {
        self.from = from.map { Array($0.utf8) }
        self.path = path.map { Array($0.utf8) }
        self.to = Array(to.utf8)
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
                output += replaced(held)
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
        case 0x22 where isWanted:
            isWanted = false
            held = [byte]
            last = []
            place = .held(escaped: false)
        case 0x22:
            output.append(byte)
            last = []
            place = .string(escaped: false)
        case 0x3A:
            output.append(byte)
            isWanted = Self.names.contains(last)
            last = []
        case 0x20, 0x09, 0x0A, 0x0D: output.append(byte)
        default:
            output.append(byte)
            isWanted = false
            last = []
        }
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
            let isSame = slashes < 3 ? lower(a) == lower(b) : a == b
            guard isSame else { return false }
        }
        return true
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
