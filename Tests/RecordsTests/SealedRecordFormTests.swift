import Records
import Testing
import TransparencyLog

/// Sealed records read where they lie, against the reader that copies.
@Suite struct SealedRecordFormTests {
    /// A sealed record with noise for ciphertexts, of which everything that needs no key is right.
    private static func record(names: String, disclosures: Int, parts: Int, idempotent: Bool = false) -> [UInt8] {
        let salt = Base64.string([UInt8](repeating: 7, count: 16))
        let list = Array("[\"\(salt)\",\"names\",\(names)]".utf8)
        let ciphertexts = (0..<parts).map { [UInt8](repeating: UInt8($0), count: 30 + $0) }
        let head = SealedRecordHead(
            idempotency: idempotent ? Idempotency(key: Hash.sha256([1]), content: Hash.sha256([2])) : nil,
            digests: [Hash.sha256(list)] + (0..<disclosures).map { Hash.sha256([UInt8($0)]) },
            parts: ciphertexts.enumerated().map {
                .init(
                    label: label(UInt8($0 + 1)), generation: 1, length: $1.count, hash: Hash.sha256($1))
            }, namesLength: list.count)
        return head.bytes + list + ciphertexts.joined()
    }

    private static let good = record(
        names: #"[["subject.identity",0],["actor.identity",1],["reason",0]]"#, disclosures: 3, parts: 2)

    private func check(
        _ bytes: [UInt8], _ commitment: Hash, _ lists: inout KnownDisclosureLists
    ) -> SealedRecordError.Code? {
        bytes.withUnsafeBytes { buffer in
            do throws(SealedRecordError) {
                try SealedRecordForm(parsing: buffer).check(buffer, commitment: commitment, lists: &lists)
                return nil
            } catch { return error.code }
        }
    }

    private func expected(_ bytes: [UInt8], _ commitment: Hash) -> SealedRecordError.Code? {
        do throws(SealedRecordError) {
            try SealedRecord(parsing: bytes).check(commitment: commitment)
            return nil
        } catch { return error.code }
    }

    @Test func everyByteChanged() throws {
        let commitment = try SealedRecord(parsing: Self.good).commitment
        var lists = KnownDisclosureLists()
        #expect(check(Self.good, commitment, &lists) == nil)
        for place in Self.good.indices {
            for mask: UInt8 in [0x01, 0x10, 0x80] {
                var changed = Self.good
                changed[place] ^= mask
                #expect(check(changed, commitment, &lists) != nil, "byte \(place)")
                #expect(check(changed, commitment, &lists) == expected(changed, commitment), "byte \(place)")
                // Whoever seals may commit to anything: then the head decides.
                guard let sealed = try? SealedRecord(parsing: changed) else { continue }
                let own = sealed.commitment
                #expect(check(changed, own, &lists) == expected(changed, own), "byte \(place), committed to")
            }
        }
        for count in Self.good.indices {
            #expect(check(Array(Self.good.prefix(count)), commitment, &lists) != nil)
        }
        #expect(check(Self.good + [0], commitment, &lists) == .form)
    }

    /// Lists that were seen before are known again only where they mean the same.
    @Test func aListIsGoodForItsNumbersOnly() throws {
        let names = #"[["subject.identity",0],["actor.identity",1]]"#
        var lists = KnownDisclosureLists()
        let records = [
            Self.record(names: names, disclosures: 2, parts: 2), Self.record(names: names, disclosures: 3, parts: 2),
            Self.record(names: names, disclosures: 2, parts: 3), Self.record(names: names, disclosures: 2, parts: 1),
            Self.record(names: names, disclosures: 2, parts: 2, idempotent: true),
        ]
        for _ in 0..<2 {
            let codes = try records.map { check($0, try SealedRecord(parsing: $0).commitment, &lists) }
            #expect(codes == [nil, .names, .names, .names, nil])
        }
    }

    /// Many more sorts of records than are remembered, each twice.
    @Test func listsComeAndGo() throws {
        var lists = KnownDisclosureLists()
        for round in 0..<2 {
            for number in 0..<80 {
                let names = #"[["subject.identity",0],["changes[\#(number)].path",0]]"#
                let bytes = Self.record(names: names, disclosures: 2, parts: 1)
                #expect(check(bytes, try SealedRecord(parsing: bytes).commitment, &lists) == nil, "\(round) \(number)")
                let wrong = Self.record(names: names.replacing("path", with: "part"), disclosures: 2, parts: 1)
                #expect(check(wrong, try SealedRecord(parsing: wrong).commitment, &lists) == .names)
            }
        }
    }

    /// Spaces and escapes are allowed in JSON; a salt of another form is not.
    @Test func listsInOtherWords() throws {
        var lists = KnownDisclosureLists()
        func code(_ list: String) throws -> SealedRecordError.Code? {
            let list = Array(list.utf8)
            let ciphertext = [UInt8](repeating: 0, count: 28)
            let head = SealedRecordHead(
                idempotency: nil, digests: [Hash.sha256(list), .zero],
                parts: [.init(label: label(1), generation: 1, length: 28, hash: Hash.sha256(ciphertext))],
                namesLength: list.count)
            let bytes = head.bytes + list + ciphertext
            return check(bytes, head.commitment, &lists)
        }
        let salt = Base64.string([UInt8](repeating: 0, count: 16))
        for _ in 0..<2 {
            #expect(try code(#"["\#(salt)","names",[["subject.identity",0]]]"#) == nil)
            #expect(try code(#" [ "\#(salt)", "names", [["subject.identity", 0]] ] "#) == nil)
            #expect(try code(#"["\#(salt)","names",[["subject\u002eidentity",0]]]"#) == nil)
            #expect(try code(#"["\#(salt.replacing("A==", with: "B=="))","names",[["subject.identity",0]]]"#) == .names)
            #expect(try code(#"["\#(salt)=","names",[["subject.identity",0]]]"#) == .names)
        }
    }
}
