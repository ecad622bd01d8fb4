import JSON
import Records
import Testing
import TransparencyLog
import Verification

@Suite struct ReceiptCheckTests {
    private struct Leaves: HashReader {
        let log: SampleLog
        func hash(level: Int, index: UInt64) throws -> Hash {
            var range = CompactRange()
            let first = Int(index) << level
            for entry in log.entries[first..<(first + 1 << level)] { range.append(MerkleTree.leafHash(entry)) }
            return range.root
        }
    }

    @Test func goodAndBadReceipts() throws {
        let log = try SampleLog(count: 11)
        let key = log.signer.verifierKey
        let proof = try InclusionProof.prove(index: 6, size: 11, reader: Leaves(log: log))
        let receipt = Receipt(index: 6, hashes: proof.hashes, checkpoint: try log.checkpoint(11)).bytes
        let good = ReceiptCheck(receipt: receipt, entry: log.entries[6], key: key)
        #expect(good.exitStatus == 0)
        #expect(good.text.hasPrefix("verified: entry 6 of log log.example/test, checkpoint of 11 entries\n"))
        #expect(
            String(decoding: good.json, as: UTF8.self).hasPrefix(
                "{\"ok\":true,\"origin\":\"log.example/test\",\"index\":6"))
        #expect(good.text.contains("\n  time      1970-01-01T00:00:01.006Z\n"))
        let wrong = ReceiptCheck(receipt: receipt, entry: log.entries[5], key: key)
        #expect(wrong.exitStatus == 1)
        #expect(wrong.text.hasPrefix("FAILED: the inclusion proof leads to root"))
        let broken = ReceiptCheck(receipt: [1, 2], leafHash: .zero, key: key)
        #expect(broken.text == "FAILED: a receipt begins with the line c2sp.org/tlog-proof@v1\n")
    }
}

/// What is shown of the entry that a receipt proves.
@Suite struct ProvenEntryTests {
    /// A receipt for the only entry of a log.
    private func check(_ entry: [UInt8]) throws -> ReceiptCheck {
        let signer = try SigningKey(name: SampleLog.origin, seed: [UInt8](repeating: 1, count: 32))
        let checkpoint = try Checkpoint(origin: SampleLog.origin, size: 1, root: MerkleTree.leafHash(entry))
        let receipt = Receipt(extra: entry, index: 0, hashes: [], checkpoint: checkpoint.signed(by: signer))
        return ReceiptCheck(receipt: receipt.bytes, entry: entry, key: signer.verifierKey)
    }

    private let labels = [SampleLog.label("s"), SampleLog.label("a")]

    @Test func aRecordIsShown() throws {
        let commitment = Hash.sha256([7])
        let check = try check(
            Array(
                """
                muster-entry@v1 record
                time 1795370400123
                action group.member.add refused
                subject \(labels[0]) 3 17
                actor \(labels[1]) 0 -
                resource \(labels[0]) 3 17
                sealed \(commitment.base64)

                """.utf8))
        #expect(
            check.text == """
                verified: entry 0 of log log.example/test, checkpoint of 1 entries
                  kind      record
                  time      2026-11-22T18:00:00.123Z
                  action    group.member.add
                  outcome   refused
                  subject   \(labels[0])  (3 earlier entries, the newest is 17)
                  actor     \(labels[1])  (its first entry)
                  resource  \(labels[0])  (3 earlier entries, the newest is 17)
                  sealed    \(commitment.base64)

                """)
        let json = try JSONValue(parsing: check.json)["entry"]
        #expect(json?["kind"] == "record" && json?["time"] == "2026-11-22T18:00:00.123Z")
        #expect(json?["action"] == "group.member.add" && json?["outcome"] == "refused")
        #expect(json?["sealed"]?.stringValue == commitment.base64)
        #expect(
            json?["labels"] == [
                ["role": "subject", "label": .string("\(labels[0])"), "count": 3, "previous": 17],
                ["role": "actor", "label": .string("\(labels[1])"), "count": 0, "previous": nil],
                ["role": "resource", "label": .string("\(labels[0])"), "count": 3, "previous": 17],
            ])
    }

    @Test func theGenesisEntryIsShown() throws {
        let log = try SampleLog(count: 1)
        let check = try check(log.entries[0])
        #expect(check.text.contains("\n  kind      genesis\n"))
        #expect(check.text.contains("\n  origin    log.example/test\n  key       \(log.signer.verifierKey)\n"))
        #expect(try JSONValue(parsing: check.json)["entry"]?["origin"] == "log.example/test")
    }

    /// Kinds of later versions are shown as they stand, but for what a terminal would obey.
    @Test func anUnspecifiedKindIsShownHarmlessly() throws {
        let check = try check(Array("muster-entry@v1 note\ntime 5\nword a\u{9b}31m\u{202e}b\n".utf8))
        #expect(
            check.text.contains("\n  kind      note\n") && check.text.contains("\n  word      a\u{fffd}31m\u{fffd}b\n"))
    }

    @Test func bytesThatAreNoEntryAreCounted() throws {
        let check = try check([1, 2, 3])
        #expect(check.exitStatus == 0)
        #expect(check.text.hasSuffix("\n  entry     3 bytes that are not an entry of Muster's\n"))
        let json = try JSONValue(parsing: check.json)["entry"]
        #expect(json?["kind"]?.isNull == true && json?["bytes"] == 3)
    }

    @Test func nothingIsShownOfWhatIsNotProven() throws {
        let signer = try SigningKey(name: SampleLog.origin, seed: [UInt8](repeating: 1, count: 32))
        let entry = Array("muster-entry@v1 note\ntime 5\n".utf8)
        let checkpoint = try Checkpoint(origin: SampleLog.origin, size: 1, root: Hash.sha256([1]))
        let receipt = Receipt(extra: entry, index: 0, hashes: [], checkpoint: checkpoint.signed(by: signer)).bytes
        let failed = ReceiptCheck(receipt: receipt, entry: entry, key: signer.verifierKey)
        #expect(failed.exitStatus == 1 && !failed.text.contains("note"))
        #expect(try JSONValue(parsing: failed.json)["entry"]?.isNull == true)
    }
}
