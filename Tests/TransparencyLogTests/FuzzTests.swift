import Testing
import TransparencyLog

/// Every parser of untrusted bytes over random bytes and over mutated good input: no trap, and whatever is accepted
/// is written back as it was read. Seeded, so that a failure can be repeated.
@Suite struct FuzzTests {
    private static let rounds = 20_000

    /// Changes, cuts, doubles or inserts a few bytes.
    private func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let place = Int.random(in: 0...bytes.count, using: &dice)
            switch Int.random(in: 0..<5, using: &dice) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &dice)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: place)
            case 3: bytes.removeLast(bytes.count - place)
            default: bytes.insert(contentsOf: bytes.prefix(place).suffix(8), at: place)
            }
        }
        return bytes
    }

    private func fuzz(seed: UInt64, samples: [[UInt8]], _ parse: ([UInt8]) -> Void) {
        var dice = Dice(seed: seed)
        for round in 0..<Self.rounds {
            let sample = samples[round % samples.count]
            parse(round % 5 == 0 ? dice.bytes(upTo: 200) : mutate(sample, &dice))
        }
    }

    private func signer() throws -> SigningKey {
        try SigningKey(name: "log.example/a", seed: [UInt8](repeating: 4, count: 32))
    }

    private func note() throws -> [UInt8] {
        try Checkpoint(origin: "log.example/a", size: 8, root: ReferenceTree.roots[8]).signed(by: signer())
    }

    @Test func notesAndCheckpoints() throws {
        let key = try signer().verifierKey
        let good = try note()
        fuzz(seed: 1, samples: [good, good + good]) { bytes in
            guard let note = try? SignedNote(parsing: bytes) else { return }
            #expect(note.bytes == bytes)
            if let checkpoint = try? Checkpoint(parsing: note.text) { #expect(checkpoint.text == note.text) }
            if let opened = try? Checkpoint.open(bytes, key: key) { #expect(opened.size == 8) }
        }
    }

    @Test func receipts() throws {
        let tree = ReferenceTree.tree
        let proof = try InclusionProof.prove(index: 5, size: 8, reader: tree)
        let receipt = Receipt(extra: [1, 2], index: 5, hashes: proof.hashes, checkpoint: try note())
        let key = try signer().verifierKey
        fuzz(seed: 2, samples: [receipt.bytes]) { bytes in
            guard let receipt = try? Receipt(parsing: bytes) else { return }
            #expect(receipt.bytes == bytes)
            if case .verified = receipt.check(leafHash: tree.leaf(5), key: key) { #expect(receipt.index == 5) }
        }
    }

    @Test func keys() throws {
        let samples = KeyTests.vkeys.map { Array($0.utf8) }
        let secret = Array(try signer().encoded.utf8)
        fuzz(seed: 3, samples: samples) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let key = try? VerifierKey(text) { #expect(key.description.utf8.elementsEqual(text.utf8)) }
        }
        fuzz(seed: 4, samples: [secret]) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let key = try? SigningKey(parsing: text) { #expect(key.encoded.utf8.elementsEqual(text.utf8)) }
        }
    }

    @Test func paths() {
        let samples = ["tile/0/x001/234.p/17", "tile/entries/x001/x234/067", "tile/7/000.p/255"].map { Array($0.utf8) }
        fuzz(seed: 5, samples: samples) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            if let tile = try? Tile(parsing: text) { #expect(tile.path.utf8.elementsEqual(text.utf8)) }
            if let bundle = try? EntryBundle(parsing: text) { #expect(bundle.path.utf8.elementsEqual(text.utf8)) }
            if let path = TilePath.parse(bytes) {
                #expect(bytes.isText(TilePath.suffix(index: path.index, width: path.width)))
            }
        }
    }

    @Test func bundlesAndTiles() throws {
        let bundle = try EntryBundle.encode(ReferenceTree.entries)
        fuzz(seed: 6, samples: [bundle]) { bytes in
            for width in [1, 8, 256] {
                guard let ranges = try? EntryBundle.decode(bytes, width: width) else { continue }
                #expect((try? EntryBundle.encode(ranges.map { Array(bytes[$0]) })) == bytes)
            }
            for offset in [0, 1, 255] { _ = try? Tile.node(height: offset % 9, offset: offset, in: bytes) }
        }
    }

    @Test func numbersAndBase64() {
        let samples = ["18446744073709551615", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="].map { Array($0.utf8) }
        fuzz(seed: 7, samples: samples) { bytes in
            if let value = Decimal.parse(bytes) { #expect(bytes.isText(String(value))) }
            if let value = Base64.decode(bytes) { #expect(bytes.isText(Base64.string(value))) }
        }
    }
}
