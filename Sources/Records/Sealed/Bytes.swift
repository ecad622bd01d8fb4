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

    /// Appends the 44 characters of a hash in base64.
    package mutating func append(base64 hash: Hash) {
        hash.withUnsafeBytes { Base64.encode($0, to: &self) }
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
