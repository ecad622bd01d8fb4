import Testing
import TransparencyLog

@Suite struct CheckpointTests {
    private static let root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
    private let body = Array("log.example/audit\n8\n\(root)\n".utf8)
    private func key() throws -> VerifierKey { try VerifierKey(KeyTests.vkeys[3]) }
    private let line = Array(
        ("— log.example/audit Qtv6XtakmH/PNaq4lE7Bh/0ksnw5qOSA2LjAJikaJyHlKE6MK9hdX6G2An3cBxagiqOY6disniDAT0a5sTrdcS+"
            + "OKAg=\n").utf8)
    private var note: [UInt8] { body + Array("\n".utf8) + line }

    /// The seed of RFC 8032 section 7.1, test 1: nobody's secret.
    private func signer() throws -> SigningKey {
        try SigningKey(
            name: "log.example/audit", seed: bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    }

    @Test func textBothWays() throws {
        let checkpoint = try Checkpoint(parsing: body)
        #expect(checkpoint.origin == "log.example/audit")
        #expect(checkpoint.size == 8)
        #expect(checkpoint.root == ReferenceTree.roots[8])
        #expect(checkpoint.text == body)
        #expect(try Checkpoint(origin: "log.example/audit", size: 8, root: ReferenceTree.roots[8]) == checkpoint)
    }

    @Test func theLogSignsIt() throws {
        let checkpoint = try Checkpoint.open(note, key: key())
        #expect(checkpoint.size == 8)
        #expect(try signer().verifierKey == key())
        #expect(try Checkpoint.open(checkpoint.signed(by: signer()), key: key()) == checkpoint)
        #expect(throws: CheckpointError(.signature, "")) {
            try Checkpoint.open(note, key: VerifierKey(KeyTests.vkeys[0]), origin: "log.example/audit")
        }
        #expect(throws: CheckpointError(.origin, "")) {
            try Checkpoint.open(note, key: key(), origin: "log.example/other")
        }
    }

    @Test func everyChangedBitIsCaught() throws {
        let key = try key()
        let note = self.note
        for place in note.indices {
            for bit in 0..<8 {
                var changed = note
                changed[place] ^= 1 << UInt8(bit)
                #expect(throws: CheckpointError.self, "byte \(place)") { try Checkpoint.open(changed, key: key) }
            }
        }
    }

    @Test func extensionLinesAreKept() throws {
        let checkpoint = try Checkpoint(parsing: body + Array("first\nsecond line\n".utf8))
        #expect(checkpoint.extensions == ["first", "second line"])
        #expect(checkpoint.text.count == body.count + 18)
    }

    @Test(arguments: [
        "", "\n\n\n", "a\n", "a\n8\n", "a\n8\n\(root)", "\n8\n\(root)\n", "a\n08\n\(root)\n", "a\n+8\n\(root)\n",
        "a\n-8\n\(root)\n", "a\n8 \n\(root)\n", "a\n\n\(root)\n", "a\n18446744073709551616\n\(root)\n",
        "a\n8\n\(root.dropLast())\n", "a\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n", "a\n8\nAAAA\n",
        "a\n8\n\(root)\n\n", "a\n8\n\(root)\nx", "a\n8\n\(root)\nx\n\n", "a\r\n8\r\n\(root)\r\n", "a\n0\n\(root)\n",
        "a\u{7}\n8\n\(root)\n", "a\n8\n\(root)\nx\u{1a}\n",
    ]) func malformedTextsAreRefused(text: String) {
        #expect(throws: CheckpointError.self) { try Checkpoint(parsing: Array(text.utf8)) }
    }

    @Test func theLargestSizeIsRead() throws {
        let checkpoint = try Checkpoint(parsing: Array("a\n18446744073709551615\n\(Self.root)\n".utf8))
        #expect(checkpoint.size == .max)
    }

    @Test func whatCannotBeWrittenIsNotMade() {
        #expect(throws: CheckpointError(.root, "")) { try Checkpoint(origin: "a", size: 0, root: .zero) }
        #expect(throws: CheckpointError(.origin, "")) { try Checkpoint(origin: "", size: 1, root: .zero) }
        #expect(throws: CheckpointError(.origin, "")) { try Checkpoint(origin: "a\nb", size: 1, root: .zero) }
    }

    @Test func originsAreComparedAsBytes() throws {
        let key = try SigningKey(name: "cafe\u{301}", seed: [UInt8](repeating: 1, count: 32))
        let composed = try Checkpoint(origin: "caf\u{e9}", size: 1, root: .zero).signed(by: key)
        #expect(throws: CheckpointError(.origin, "")) { try Checkpoint.open(composed, key: key.verifierKey) }
    }
}
