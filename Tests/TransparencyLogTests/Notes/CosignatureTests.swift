import Testing
import TransparencyLog

/// The deterministic vector of a log (seed of RFC 8032 test 1) and a witness (test 2) over the eight-leaf tree.
@Suite struct CosignatureTests {
    private let text = Array("log.example/audit\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n".utf8)
    private let logLine =
        "— log.example/audit Qtv6XtakmH/PNaq4lE7Bh/0ksnw5qOSA2LjAJikaJyHlKE6MK9hdX6G2An3cBxagiqOY6disniDAT0a5sTrdcS+OKAg=\n"
    private let witnessLine =
        "— witness.example/w1 BNLYMwAAAABkGFDL9r2enxqQyvmjy1oZzlxlq8zpHZKjtCSr1KDv65tv+Pknu0BEdI2cNdll1HuTRSRlVI6XAvOtJCpj"
        + "hkWoE8d8BA==\n"
    private func keys() throws -> [VerifierKey] { try KeyTests.vkeys.suffix(2).map { try VerifierKey($0) } }
    private var note: [UInt8] { text + Array("\n\(logLine)\(witnessLine)".utf8) }

    @Test func bothSignaturesVerify() throws {
        guard case .verified(let signatures) = try SignedNote(parsing: note).verify(keys()) else {
            Issue.record("rejected")
            return
        }
        #expect(signatures.map(\.key.name) == ["log.example/audit", "witness.example/w1"])
        #expect(signatures.map(\.timestamp) == [nil, 1_679_315_147])
    }

    @Test func everyChangedBitOfTheCosignatureIsCaught() throws {
        let witness = try keys()[1]
        let signature = try #require(SignedNote(parsing: note).signatures.last).signature
        #expect(witness.verify(text: text, signature: signature))
        for place in signature.indices {
            var changed = signature
            changed[place] ^= 0x10
            #expect(!witness.verify(text: text, signature: changed), "byte \(place)")
        }
        #expect(!witness.verify(text: text + Array("extension\n".utf8), signature: signature))
        #expect(!witness.verify(text: text, signature: Array(signature.dropLast())))
        #expect(!witness.verify(text: text, signature: signature + [0]))
        #expect(!witness.verify(text: text, signature: []))
    }

    @Test func aCosignatureCoversExtensionLines() throws {
        let seed = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        let witness = try SigningKey(name: "witness.example/w1", seed: seed, algorithm: .cosignature)
        #expect(try witness.verifierKey == keys()[1])
        let extended = text + Array("more\n".utf8)
        let signature = witness.sign(text: extended, timestamp: 1_679_315_147).signature
        #expect(Cosignature.timestamp(of: signature) == 1_679_315_147)
        #expect(witness.verifierKey.verify(text: extended, signature: signature))
        #expect(!witness.verifierKey.verify(text: text, signature: signature))
    }

    @Test func aLogKeyAndACosignatureKeyAreNotExchangeable() throws {
        let seed = [UInt8](repeating: 5, count: 32)
        let log = try SigningKey(name: "a", seed: seed)
        let witness = try SigningKey(name: "a", seed: seed, algorithm: .cosignature)
        #expect(log.verifierKey.keyID != witness.verifierKey.keyID)
        #expect(!witness.verifierKey.verify(text: text, signature: log.sign(text: text).signature))
        #expect(!log.verifierKey.verify(text: text, signature: witness.sign(text: text, timestamp: 1).signature))
    }

    @Test func timestampsOfOtherLengthsAreZero() {
        #expect(Cosignature.timestamp(of: []) == 0)
        #expect(Cosignature.timestamp(of: [UInt8](repeating: 0xff, count: 71)) == 0)
        #expect(Cosignature.timestamp(of: [UInt8](repeating: 0xff, count: 72)) == .max)
    }
}
