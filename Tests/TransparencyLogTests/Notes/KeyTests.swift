import Testing
import TransparencyLog

@Suite struct KeyTests {
    static let vkeys = [
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
        "log.example/audit+42dbfa5e+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
    ]

    @Test(arguments: vkeys) func keysBothWays(vkey: String) throws {
        #expect(try VerifierKey(vkey).description == vkey)
    }

    @Test(arguments: vkeys) func everyProperSubstringIsRefused(vkey: String) {
        let characters = Array(vkey)
        for start in characters.indices {
            for end in start...characters.count where start > 0 || end < characters.count {
                let part = String(characters[start..<end])
                #expect(throws: KeyError.self) { try VerifierKey(part) }
            }
        }
    }

    @Test(arguments: vkeys) func everyOtherByteIsRefused(vkey: String) {
        let text = Array(vkey.utf8)
        for place in text.indices {
            for change: UInt8 in [1, 0x20, 0x80, 0xff] {
                var changed = text
                changed[place] &+= change
                guard let other = String(validating: changed, as: UTF8.self) else { continue }
                #expect(throws: KeyError.self, "byte \(place)") { try VerifierKey(other) }
            }
        }
    }

    @Test func keyIDsAreMadeOfNameAndKey() throws {
        let key = try VerifierKey(Self.vkeys[0])
        let digest = sha256(Array("example.com/foo\n".utf8) + [1] + key.publicKey)
        #expect(digest.bytes.prefix(4) == [0x53, 0x0d, 0x90, 0x3a])
        #expect(key.keyID == 0x530d_903a)
    }

    struct Refusal: CustomTestStringConvertible {
        let name: String
        let vkey: String
        let code: KeyError.Code
        var testDescription: String { name }
    }

    /// A vkey whose key id is right, whatever its parts are.
    private static func vkey(name: String, type: UInt8, key: [UInt8]) -> String {
        let id = sha256(Array(name.utf8) + [0x0a, type] + key).bytes.prefix(4)
        return "\(name)+\(hexadecimal(id))+\(Base64.string([type] + key))"
    }

    static let refusals = [
        Refusal(name: "31 bytes", vkey: vkey(name: "a", type: 1, key: Array(repeating: 1, count: 31)), code: .length),
        Refusal(name: "33 bytes", vkey: vkey(name: "a", type: 1, key: Array(repeating: 1, count: 33)), code: .length),
        Refusal(name: "type 2", vkey: vkey(name: "a", type: 2, key: Array(repeating: 1, count: 32)), code: .algorithm),
        Refusal(name: "type 6", vkey: vkey(name: "a", type: 6, key: Array(repeating: 1, count: 32)), code: .algorithm),
        Refusal(name: "no name", vkey: vkey(name: "", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(name: "space", vkey: vkey(name: "a b", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(
            name: "U+00A0", vkey: vkey(name: "a\u{a0}b", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(
            name: "U+0085", vkey: vkey(name: "a\u{85}b", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(
            name: "U+2028", vkey: vkey(name: "a\u{2028}", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(name: "line feed", vkey: vkey(name: "a\nb", type: 1, key: Array(repeating: 1, count: 32)), code: .name),
        Refusal(
            name: "upper-case id", vkey: "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            code: .keyID),
        Refusal(
            name: "another name's id", vkey: "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            code: .keyID),
        Refusal(name: "nothing", vkey: "", code: .malformed),
        Refusal(name: "too long", vkey: String(repeating: "a", count: 2000), code: .length),
    ]

    @Test(arguments: refusals) func refused(refusal: Refusal) {
        #expect(throws: KeyError(refusal.code, "")) { try VerifierKey(refusal.vkey) }
    }

    @Test func namesAreComparedAsBytes() throws {
        let seed = [UInt8](repeating: 3, count: 32)
        let composed = try SigningKey(name: "caf\u{e9}", seed: seed).verifierKey
        let decomposed = try SigningKey(name: "cafe\u{301}", seed: seed).verifierKey
        #expect(composed.name == decomposed.name, "Swift calls these strings equal")
        #expect(composed != decomposed)
        #expect(composed.keyID != decomposed.keyID)
    }

    @Test func signingKeysBothWays() throws {
        let key = try SigningKey(name: "log.example/a+b".replacing("+", with: "-"), seed: Array(0..<32))
        #expect(key.encoded.hasPrefix("PRIVATE+KEY+log.example/a-b+"))
        let again = try SigningKey(parsing: key.encoded)
        #expect(again.verifierKey == key.verifierKey)
        let text = Array("hello\n".utf8)
        #expect(key.verifierKey.verify(text: text, signature: again.sign(text: text).signature))
    }

    @Test func changedSigningKeysAreRefused() throws {
        let encoded = Array(try SigningKey(name: "a", seed: Array(0..<32)).encoded.utf8)
        for place in encoded.indices {
            var changed = encoded
            changed[place] &+= 1
            let text = String(decoding: changed, as: UTF8.self)
            #expect(throws: KeyError.self, "byte \(place)") { try SigningKey(parsing: text) }
            let cut = String(decoding: encoded.prefix(place), as: UTF8.self)
            #expect(throws: KeyError.self) { try SigningKey(parsing: cut) }
        }
        #expect(throws: KeyError(.length, "")) { try SigningKey(name: "a", seed: Array(0..<31)) }
        #expect(throws: KeyError(.name, "")) { try SigningKey(name: "a b", seed: Array(0..<32)) }
        #expect(throws: KeyError(.name, "")) {
            try SigningKey(name: String(repeating: "a", count: 256), seed: Array(0..<32))
        }
    }

    @Test func generatedKeysDiffer() throws {
        let keys = try (0..<8).map { _ in try SigningKey.generate(name: "a").verifierKey }
        #expect(Set(keys).count == 8)
    }
}
