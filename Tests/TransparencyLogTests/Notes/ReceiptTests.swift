import Testing
import TransparencyLog

@Suite struct ReceiptTests {
    private func signer() throws -> SigningKey {
        try SigningKey(name: "log.example/audit", seed: [UInt8](repeating: 8, count: 32))
    }

    private func receipt(index: Int, size: Int, extra: [UInt8]? = nil) throws -> Receipt {
        let tree = ReferenceTree.tree
        let proof = try InclusionProof.prove(index: UInt64(index), size: UInt64(size), reader: tree)
        let checkpoint = try Checkpoint(origin: "log.example/audit", size: UInt64(size), root: tree.root(size))
        return Receipt(
            extra: extra, index: proof.index, hashes: proof.hashes, checkpoint: checkpoint.signed(by: try signer()))
    }

    @Test(arguments: 1...8) func everyReceiptIsReadAndChecked(size: Int) throws {
        let key = try signer().verifierKey
        for index in 0..<size {
            let receipt = try receipt(index: index, size: size, extra: index % 2 == 0 ? nil : [1, 2, 3])
            let again = try Receipt(parsing: receipt.bytes)
            #expect(again == receipt)
            guard case .verified(let checkpoint) = again.check(entry: ReferenceTree.entries[index], key: key) else {
                Issue.record("rejected")
                continue
            }
            #expect(checkpoint.size == UInt64(size))
            guard case .rejected = again.check(entry: [0xaa], key: key) else {
                Issue.record("another entry was accepted")
                continue
            }
        }
    }

    @Test func theFormIsThatOfTheSpecification() throws {
        let receipt = try receipt(index: 1, size: 3, extra: Array("hello".utf8))
        let lines = String(decoding: receipt.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(lines[1] == "extra aGVsbG8=")
        #expect(lines[2] == "index 1")
        #expect(lines[3] == "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=")
        #expect(Hash(base64: lines[4]) == MerkleTree.leafHash([0x10]))
        #expect(lines[5].isEmpty)
        #expect(lines[6] == "log.example/audit")
    }

    @Test func everyChangedBitIsCaught() throws {
        let key = try signer().verifierKey
        let bytes = try receipt(index: 4, size: 7).bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let receipt = try? Receipt(parsing: changed) else { continue }
                guard case .rejected = receipt.check(entry: ReferenceTree.entries[4], key: key) else {
                    Issue.record("byte \(place) bit \(bit)")
                    continue
                }
            }
        }
    }

    @Test func everyCutIsCaught() throws {
        let key = try signer().verifierKey
        let bytes = try receipt(index: 4, size: 7, extra: [0]).bytes
        for count in bytes.indices {
            guard let receipt = try? Receipt(parsing: Array(bytes.prefix(count))) else { continue }
            guard case .rejected = receipt.check(entry: ReferenceTree.entries[4], key: key) else {
                Issue.record("cut to \(count)")
                continue
            }
        }
    }

    @Test func anotherLogsReceiptIsRejected() throws {
        let receipt = try receipt(index: 0, size: 1)
        let other = try SigningKey(name: "log.example/audit", seed: [UInt8](repeating: 9, count: 32)).verifierKey
        #expect(
            receipt.check(entry: ReferenceTree.entries[0], key: other) == .rejected("no known key signed this note"))
    }

    private static let note = "\n\na\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAAA\n"

    @Test(
        arguments: [
            ("", .header), ("c2sp.org/tlog-proof@v2\nindex 0" + note, .header), ("c2sp.org/tlog-proof@v1", .header),
            ("c2sp.org/tlog-proof@v1\n", .index), ("c2sp.org/tlog-proof@v1\nindex 00" + note, .index),
            ("c2sp.org/tlog-proof@v1\nindex +1" + note, .index), ("c2sp.org/tlog-proof@v1\nindex" + note, .index),
            ("c2sp.org/tlog-proof@v1\nextra AB==\nindex 0" + note, .extra),
            ("c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0" + note, .index),
            ("c2sp.org/tlog-proof@v1\nindex 0\nAAAA" + note, .hashes),
            ("c2sp.org/tlog-proof@v1\nindex 0\n", .hashes), ("c2sp.org/tlog-proof@v1\nindex 0\n\n", .checkpoint),
            ("c2sp.org/tlog-proof@v1\nindex 0\n\nx\n", .checkpoint),
            ("c2sp.org/tlog-proof@v1\r\nindex 0" + note, .header),
        ] as [(String, ReceiptError.Code)]) func malformedReceiptsAreRefused(text: String, code: ReceiptError.Code)
    {
        #expect(throws: ReceiptError(code, "")) { try Receipt(parsing: Array(text.utf8)) }
    }

    @Test func lengthsAreCapped() {
        let hash = Hash.zero.base64 + "\n"
        let head = "c2sp.org/tlog-proof@v1\nindex 0\n"
        let fits = head + String(repeating: hash, count: 64) + Self.note.dropFirst()
        let many = head + String(repeating: hash, count: 65) + Self.note.dropFirst()
        #expect((try? Receipt(parsing: Array(fits.utf8)))?.hashes.count == 64)
        #expect(throws: ReceiptError(.hashes, "")) { try Receipt(parsing: Array(many.utf8)) }
        #expect(throws: ReceiptError(.tooLarge, "")) { try Receipt(parsing: [UInt8](repeating: 10, count: 200_001)) }
    }
}
