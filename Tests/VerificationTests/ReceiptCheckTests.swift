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
        #expect(good.text == "verified: entry 6 of log log.example/test, checkpoint of 11 entries\n")
        #expect(
            String(decoding: good.json, as: UTF8.self).hasPrefix(
                "{\"ok\":true,\"origin\":\"log.example/test\",\"index\":6"))
        let wrong = ReceiptCheck(receipt: receipt, entry: log.entries[5], key: key)
        #expect(wrong.exitStatus == 1)
        #expect(wrong.text.hasPrefix("FAILED: the inclusion proof leads to root"))
        let broken = ReceiptCheck(receipt: [1, 2], leafHash: .zero, key: key)
        #expect(broken.text == "FAILED: a receipt begins with the line c2sp.org/tlog-proof@v1\n")
    }
}
