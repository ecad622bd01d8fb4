package import Crypto
package import TransparencyLog

extension [UInt8] {
    package mutating func append(bigEndian value: UInt16) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    package mutating func append(bigEndian value: UInt32) {
        append(bigEndian: UInt16(truncatingIfNeeded: value >> 16))
        append(bigEndian: UInt16(truncatingIfNeeded: value))
    }

    /// Appends a text that is known when the program is built, without going through `String`.
    mutating func append(ascii text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the 44 characters of a hash in base64.
    package mutating func append(base64 hash: Hash) {
        hash.withUnsafeBytes { append(base64: $0) }
    }

    /// Appends bytes in base64, in one piece: the hot path of sealing.
    package mutating func append(base64 bytes: UnsafeRawBufferPointer) {
        let size = (bytes.count + 2) / 3 * 4
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { text in
            var place = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let left = bytes.count - start
                let group =
                    UInt32(bytes[start]) << 16 | (left > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
                    | (left > 2 ? UInt32(bytes[start + 2]) : 0)
                text[place] = base64Digit(group >> 18)
                text[place + 1] = base64Digit(group >> 12)
                text[place + 2] = left > 1 ? base64Digit(group >> 6) : UInt8(ascii: "=")
                text[place + 3] = left > 2 ? base64Digit(group) : UInt8(ascii: "=")
                place += 4
            }
            append(contentsOf: UnsafeBufferPointer(text))
        }
    }

    package mutating func append(decimal value: UInt64) {
        guard value >= 10 else { return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = value
            var place = 20
            while rest > 0 {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[place..<20]))
        }
    }
}

@inline(__always)
private func base64Digit(_ value: UInt32) -> UInt8 {
    let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return digits.utf8Start[Int(value & 63)]
}

extension Hash {
    /// The 32 bytes of a SHA-256 digest or of an HMAC-SHA-256 code.
    package init(digest: some ContiguousBytes32) {
        self = digest.withUnsafeBytes { Hash($0) } ?? .zero
    }

    package static func sha256(_ bytes: UnsafeRawBufferPointer) -> Hash {
        var function = SHA256()
        function.update(bufferPointer: bytes)
        return Hash(digest: function.finalize())
    }

    package static func sha256(_ bytes: [UInt8]) -> Hash { bytes.withUnsafeBytes { sha256($0) } }
}

/// The two results of swift-crypto that are 32 bytes by their type.
package protocol ContiguousBytes32 {
    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R
}
extension SHA256Digest: ContiguousBytes32 {}
extension HashedAuthenticationCode<SHA256>: ContiguousBytes32 {}
