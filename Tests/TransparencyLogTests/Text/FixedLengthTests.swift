import Testing
import TransparencyLog

/// The readers of hashes and salts read what the general one does, and nothing else.
@Suite struct FixedLengthTests {
    private func hash(_ text: [UInt8]) -> Hash? { text.withUnsafeBytes { Hash(base64: $0) } }

    @Test func everyByteInEveryPlaceOfAHash() throws {
        for value in [Hash.zero, MerkleTree.emptyRoot, MerkleTree.leafHash([1, 2, 3])] {
            let text = Array(value.base64.utf8)
            #expect(hash(text) == value)
            for place in text.indices {
                for byte in UInt8.min...UInt8.max {
                    var changed = text
                    changed[place] = byte
                    let expected = Base64.decode(changed).flatMap { Hash($0) }
                    #expect(hash(changed) == expected, "byte \(byte) at \(place)")
                }
            }
        }
    }

    @Test func otherLengthsAreNoHash() {
        let text = Array(MerkleTree.emptyRoot.base64.utf8)
        for count in 0..<text.count { #expect(hash(Array(text.prefix(count))) == nil) }
        #expect(hash(text + text) == nil && hash(text + [UInt8(ascii: "=")]) == nil)
    }

    @Test func everyByteInEveryPlaceOfSixteenBytes() {
        for fill: UInt8 in [0, 0x5A, 0xFF] {
            let text = Array(Base64.string([UInt8](repeating: fill, count: 16)).utf8)
            for place in text.indices {
                for byte in UInt8.min...UInt8.max {
                    var changed = text
                    changed[place] = byte
                    let isSixteen = changed.withUnsafeBytes { Base64.isSixteenBytes($0) }
                    #expect(isSixteen == (Base64.decode(changed)?.count == 16), "byte \(byte) at \(place)")
                }
            }
            #expect(!text.dropLast().withUnsafeBytes { Base64.isSixteenBytes($0) })
        }
    }
}
