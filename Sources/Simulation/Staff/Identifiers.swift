/// Ids as the sources give them, made from the seed.
struct Identifiers: Sendable {
    let seed: UInt64

    /// A personnel number, `E0000042`.
    func personnel(_ person: Int) -> String { "E" + Self.padded(person, 7) }

    /// An id of the identity provider: 20 letters and digits, of which `prefix` are the first.
    func okta(_ prefix: String, _ number: Int, version: Int) -> String {
        var value = hash(number, version, prefix.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        var text = prefix
        for _ in prefix.utf8.count..<16 {
            text.unicodeScalars.append(Self.letters[Int(value % 62)])
            value /= 62
        }
        return text + Self.padded(number % 10_000, 4)
    }

    /// An object id of the directory, a UUID.
    func object(_ kind: UInt64, _ number: Int, version: Int) -> String {
        let high = hash(number, version, kind)
        let text = Self.hexadecimal(high) + Self.hexadecimal(hash(number, version, ~kind))
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    private func hash(_ number: Int, _ version: Int, _ kind: UInt64) -> UInt64 {
        SeededRandom.mixed(
            SeededRandom.mixed(seed &+ kind &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(number) << 20 ^ UInt64(version))
    }

    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars)

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    private static func hexadecimal(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}
