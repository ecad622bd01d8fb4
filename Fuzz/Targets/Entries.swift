import Records
import TransparencyLog

/// Entries: the whole reader, the quick reader of their headers, and the map function, which must agree.
enum Entries {
    static func attempt(_ bytes: [UInt8]) {
        let whole = Result { try Entry(parsing: bytes) }
        var references: [Reference] = []
        let quick = Result { try bytes.withUnsafeBytes { try EntryHeader(parsing: $0, references: &references) } }
        let labels = MapFunction.labels(of: bytes)
        switch (whole, quick) {
        case (.success(let entry), .success(let header)):
            promise(entry.bytes == bytes, "an entry is its bytes")
            promise(entry.kind == header.kind && entry.time == header.time, "both readers read the same")
            promise(entry.commitment == header.commitment, "both readers read the same commitment")
            promise(Set(entry.references.map(\.label)) == Set(references.map(\.label)), "both read the same labels")
            promise(Set(labels) == Set(references.map(\.label)), "the map function files under all labels")
            if let gap = entry.gap {
                promise((try? Entry(gap: gap, time: entry.time))?.bytes == bytes, "a gap is written as it was read")
            }
        case (.failure, .failure): promise(references.isEmpty, "of a refused entry there are no references")
        default: promise(false, "both readers refuse the same")
        }
    }

    static var seeds: [[UInt8]] {
        let label = MerkleTree.leafHash([1]).base64, other = MerkleTree.leafHash([2]).base64
        let root = MerkleTree.leafHash([3]).base64
        return [
            """
            muster-entry@v1 record
            time 1795370400123
            action group.member.add success
            subject \(label) 3 17
            actor \(other) 0 -
            behalf \(label) 3 17
            resource \(other) 0 -
            sealed \(root)

            """,
            """
            muster-entry@v1 genesis
            time 0
            origin a/b
            key \(Notes.key.verifierKey)
            formats muster-entry@v1 muster-sealed@v1
            index-key \(root)
            map muster-map@v1
            retention none
            predecessor c/d 20 \(root)

            """,
            "muster-entry@v1 gap\ntime 9\nsource muster\nfrom 1\nto 8\nentries a/b 4 -\n",
            "muster-entry@v1 admin\ntime 1\naction token.create success\nsubject \(label) 0 -\nsealed \(root)\n",
            "muster-entry@v1 erasure\ntime 1\nsubject \(label) 1 0\nanything else\n",
        ].map { Array($0.utf8) }
    }
}
