import Testing
import TransparencyLog

@Suite struct HashTests {
    @Test func keepsItsBytesInOrder() throws {
        let hash = try #require(Hash((0..<32).map { UInt8($0) }))
        #expect(hash.bytes == Array(0..<32))
        #expect(hash.base64 == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(Hash(base64: hash.base64) == hash)
        var output: [UInt8] = [9]
        hash.append(to: &output)
        #expect(output == [9] + hash.bytes)
    }

    @Test func isThirtyTwoBytesInline() {
        #expect(MemoryLayout<Hash>.size == 32)
        #expect(Hash.zero.bytes == [UInt8](repeating: 0, count: 32))
    }

    @Test(arguments: [0, 1, 31, 33, 64]) func refusesOtherLengths(count: Int) {
        #expect(Hash([UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(arguments: [
        "", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=",  // unused last bits set
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd Hh8", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8fIA==",
    ]) func refusesOtherTexts(text: String) {
        #expect(Hash(base64: text) == nil)
    }

    @Test func differsInEveryBit() {
        let hash = MerkleTree.emptyRoot
        let others = (0..<256).map { hash.flipped(bit: $0) }
        #expect(Set(others).count == 256)
        #expect(!others.contains(hash))
    }
}
