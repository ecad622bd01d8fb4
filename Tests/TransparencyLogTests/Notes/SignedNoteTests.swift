import Testing
import TransparencyLog

@Suite struct SignedNoteTests {
    private let example = Array(
        ("This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZ"
            + "XsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n").utf8)
    private func key() throws -> VerifierKey { try VerifierKey(KeyTests.vkeys[0]) }
    private func signer(_ name: String, _ seed: UInt8 = 1) throws -> SigningKey {
        try SigningKey(name: name, seed: [UInt8](repeating: seed, count: 32))
    }
    private let text = Array("text\n".utf8)

    @Test func theExampleVerifies() throws {
        let note = try SignedNote(parsing: example)
        #expect(note.text.isText("This is an example message.\n"))
        #expect(note.bytes == example)
        guard case .verified(let signatures) = note.verify([try key()]) else { Issue.record("rejected"); return }
        #expect(signatures.map(\.key) == [try key()])
        #expect(signatures.first?.timestamp == nil)
    }

    @Test func everyChangedBitOfTheExampleIsCaught() throws {
        let key = try key()
        for place in example.indices {
            for bit in 0..<8 {
                var changed = example
                changed[place] ^= 1 << UInt8(bit)
                guard let note = try? SignedNote(parsing: changed) else { continue }
                guard case .rejected = note.verify([key]) else {
                    Issue.record("byte \(place) bit \(bit)")
                    continue
                }
            }
        }
    }

    @Test func everyCutOfTheExampleIsCaught() throws {
        let key = try key()
        for count in 0..<example.count {
            guard let note = try? SignedNote(parsing: Array(example.prefix(count))) else { continue }
            guard case .rejected = note.verify([key]) else {
                Issue.record("cut to \(count)")
                continue
            }
        }
    }

    @Test func unknownSignaturesAreIgnoredAndKnownOnesMustBeGood() throws {
        let (ours, other) = (try signer("ours"), try signer("other", 2))
        let good = ours.sign(text: text)
        let bad = ours.sign(text: Array("else\n".utf8))
        let foreign = other.sign(text: Array("else\n".utf8))
        let sameName = try signer("ours", 9).sign(text: text)

        func verify(_ signatures: [NoteSignature]) throws -> Bool {
            guard case .verified = try SignedNote(text: text, signatures: signatures).verify([ours.verifierKey])
            else { return false }
            return true
        }
        #expect(try verify([good]))
        #expect(try verify([foreign, good]))
        #expect(try verify([good, sameName]), "the name alone does not make a signature known")
        #expect(try !verify([sameName]))
        #expect(try !verify([foreign]))
        #expect(try !verify([bad]))
        #expect(try !verify([good, bad]), "a known signature that is wrong rejects the note")
        #expect(try !verify([bad, good]))
    }

    @Test func aKeyCountsOnceUnderWhateverName() throws {
        let one = try signer("one")
        let two = try signer("two")
        let signatures = [one.sign(text: text), one.sign(text: text), two.sign(text: text)]
        let note = try SignedNote(text: text, signatures: signatures)
        let result = note.verify([one.verifierKey, two.verifierKey, one.verifierKey])
        guard case .verified(let verified) = result else { Issue.record("rejected"); return }
        #expect(verified.map(\.key.name) == ["one"])
    }

    @Test func theTextMayHaveEmptyLines() throws {
        let key = try signer("a")
        let text = Array("\n\nfirst\n\nsecond\n\n\n".utf8)
        let note = try SignedNote(parsing: SignedNote(text: text, signatures: [key.sign(text: text)]).bytes)
        #expect(note.text == text)
        guard case .verified = note.verify([key.verifierKey]) else { Issue.record("rejected"); return }
    }

    @Test(arguments: [16, 17, 100]) func manySignaturesAreRead(count: Int) throws {
        let key = try signer("last")
        var signatures = try (1..<count).map { try signer("key\($0)", UInt8($0)).sign(text: text) }
        signatures.append(key.sign(text: text))
        let note = try SignedNote(parsing: SignedNote(text: text, signatures: signatures).bytes)
        guard case .verified = note.verify([key.verifierKey]) else { Issue.record("rejected"); return }
    }

    @Test func sizesAreCapped() throws {
        let key = try signer("a")
        let signatures = Array(repeating: key.sign(text: text), count: 101)
        let many = try SignedNote(text: text, signatures: signatures).bytes
        #expect(throws: NoteError(.tooManySignatures, "")) { try SignedNote(parsing: many) }
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 100_001)
        #expect(throws: NoteError(.tooLarge, "")) { try SignedNote(parsing: long) }
    }

    static let line =
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"

    @Test(arguments: [
        "", "\n", "\n\n", "text", "text\n", "text\n\n", "text\n" + line, "text\n\n" + line + "\n",
        "text\n\n" + line + "x",
        "text\n\n" + line + line.dropLast(), "text\n\nx" + line, "text\n\n-" + line.dropFirst(), "text\r\n\r\n" + line,
        "te\u{1}xt\n\n" + line, "te\txt\n\n" + line, "te\u{0}xt\n\n" + line, "text\n\n—  Uw2QOkn8\n",
        "text\n\n— a Uw2QOg==\n",
        "text\n\n— a Uw2QOkn9=\n", "text\n\n— a Uw2QOkk\n", "text\n\n— a+b Uw2QOkn8\n", "text\n\n— a\u{a0}b Uw2QOkn8\n",
        "text\n\n— a Uw2QOkn8 x\n", "text\n\n— aUw2QOkn8\n", "text\n\n—a Uw2QOkn8\n", "text\n\n— a \n",
    ]) func malformedNotesAreRefused(note: String) {
        #expect(throws: NoteError.self) { try SignedNote(parsing: Array(note.utf8)) }
    }

    @Test func invalidUTF8IsRefused() {
        for broken: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x80]] {
            let note = broken + Array("text\n\n\(Self.line)".utf8)
            #expect(throws: NoteError(.invalidText, "")) { try SignedNote(parsing: note) }
        }
    }

    @Test func aLongUnknownSignatureIsIgnored() throws {
        let key = try signer("a")
        let postQuantum = "— other " + Base64.string([UInt8](repeating: 6, count: 2432)) + "\n"
        let note = try SignedNote(text: text, signatures: [key.sign(text: text)]).bytes + Array(postQuantum.utf8)
        guard case .verified = try SignedNote(parsing: note).verify([key.verifierKey]) else {
            Issue.record("rejected")
            return
        }
    }
}
