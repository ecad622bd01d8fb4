import Testing
import TransparencyLog

/// The proof vectors of transparency-dev/merkle, folded into one file for each kind.
@Suite struct VectorFileTests {
    private struct Named<Case: Decodable & Sendable>: Decodable, Sendable {
        let name: String
        let `case`: Case
    }

    private struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: String
        let leafHash: String
        let proof: [String]?
        let wantErr: Bool
    }

    private struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String
        let root2: String
        let proof: [String]?
        let wantErr: Bool
    }

    @Test(.enabled(if: SharedData.isPresent("vectors/merkle-inclusion.json"), "\(SharedData.note)"))
    func inclusion() throws {
        let cases = try SharedData.read("vectors/merkle-inclusion.json", as: [Named<Inclusion>].self)
        #expect(cases.count == 98)
        #expect(cases.contains { $0.case.leafIdx == .max })
        for named in cases {
            let one = named.case
            #expect(accepts(one) == !one.wantErr, "\(named.name)")
        }
    }

    private func accepts(_ one: Inclusion) -> Bool {
        guard let leaf = Hash(base64: one.leafHash), let hashes = parse(one.proof) else { return false }
        return InclusionProof(index: one.leafIdx, size: one.treeSize, hashes: hashes)
            .check(leafHash: leaf, root: root(one.root)).isAccepted
    }

    @Test(.enabled(if: SharedData.isPresent("vectors/merkle-consistency.json"), "\(SharedData.note)"))
    func consistency() throws {
        let cases = try SharedData.read("vectors/merkle-consistency.json", as: [Named<Consistency>].self)
        #expect(cases.count == 98)
        for named in cases {
            let one = named.case
            #expect(accepts(one) == !one.wantErr, "\(named.name)")
        }
    }

    private func accepts(_ one: Consistency) -> Bool {
        guard let hashes = parse(one.proof) else { return false }
        return ConsistencyProof(oldSize: one.size1, newSize: one.size2, hashes: hashes)
            .check(oldRoot: root(one.root1), newRoot: root(one.root2)).isAccepted
    }

    /// Some roots are other texts in place of 32 bytes ("dont care"): any hash that equal texts share will do.
    private func root(_ text: String) -> Hash { Hash(base64: text) ?? sha256(Array(text.utf8)) }

    /// The hashes of a proof, which may be `null`; nil when one of them is not a hash.
    private func parse(_ proof: [String]?) -> [Hash]? {
        let texts = proof ?? []
        let hashes = texts.compactMap { Hash(base64: $0) }
        return hashes.count == texts.count ? hashes : nil
    }
}
