import Records
import Testing
import TransparencyLog

/// A small log made with nothing but the formats: entries, sealed records that no key opens, tiles, a checkpoint.
struct SampleLog {
    static let origin = "log.example/test"
    let signer: SigningKey
    var entries: [[UInt8]] = []
    var sealed: [[UInt8]] = []
    private var positions: [Label: (count: UInt64, index: UInt64)] = [:]

    /// A log of `count` entries about `subjects` people.
    init(count: Int, subjects: Int = 5, seed: UInt8 = 1) throws {
        signer = try SigningKey(name: Self.origin, seed: [UInt8](repeating: seed, count: 32))
        guard count > 0 else { return }
        let genesis = Genesis(
            origin: Self.origin, key: signer.verifierKey.description,
            indexKey: Hash.sha256([UInt8](repeating: 1, count: 32)))
        entries.append(try Entry(genesis: genesis, time: Timestamp(milliseconds: 1_000)).bytes)
        sealed.append([])
        for number in 1..<max(count, 1) {
            try append(subject: Self.label("s\(number % subjects)"), actor: Self.label("a\(number % 3)"), salt: seed)
        }
    }

    static func label(_ name: String) -> Label { Label(hash: Hash.sha256(Array(name.utf8))) }

    mutating func append(subject: Label, actor: Label, salt: UInt8 = 1, time: Int64? = nil) throws {
        let index = entries.count
        let record = Self.sealedRecord(owner: subject, number: index, salt: salt)
        let action = try #require(Action(rawValue: "user.update"))
        let template = EntryTemplate(
            kind: .record, action: action, outcome: .success, references: [(.subject, subject), (.actor, actor)],
            commitment: try SealedRecord(parsing: record).commitment)
        var bytes: [UInt8] = []
        let time = Timestamp(milliseconds: time ?? Int64(1_000 + index))
        let known = positions
        template.render(
            time: time, positions: { (known[$0]?.count ?? 0, known[$0]?.index) }, into: &bytes)
        for label in template.labels { positions[label] = ((positions[label]?.count ?? 0) + 1, UInt64(index)) }
        entries.append(bytes)
        sealed.append(record)
    }

    /// A record of the right form with one part whose ciphertext is noise.
    static func sealedRecord(owner: Label, number: Int, salt: UInt8) -> [UInt8] {
        let salt = Base64.string([UInt8](repeating: salt, count: 16))
        let names = Array("[\"\(salt)\",\"names\",[[\"subject.identity\",0]]]".utf8)
        let ciphertext = (0..<40).map { UInt8(truncatingIfNeeded: $0 * 7 + number) }
        let part = SealedRecordHead.Part(
            label: owner, generation: 1, length: ciphertext.count, hash: Hash.sha256(ciphertext))
        let head = SealedRecordHead(
            idempotency: nil, digests: [Hash.sha256(names), Hash.sha256([UInt8(truncatingIfNeeded: number)])],
            parts: [part], namesLength: names.count)
        return head.bytes + names + ciphertext
    }

    func root(_ size: Int) -> Hash {
        var range = CompactRange()
        for entry in entries.prefix(size) { range.append(MerkleTree.leafHash(entry)) }
        return range.root
    }

    func checkpoint(_ size: Int) throws -> [UInt8] {
        try Checkpoint(origin: Self.origin, size: UInt64(size), root: root(size)).signed(by: signer)
    }

    /// Every file of the log at a size, partial files of that size only.
    func files(_ size: Int? = nil) throws -> [String: [UInt8]] {
        let size = size ?? entries.count
        var files = ["checkpoint": try checkpoint(size)]
        for tile in Tile.tiles(forSize: UInt64(size)) { files[tile.path] = tileBytes(tile) }
        for start in stride(from: 0, to: size, by: 256) {
            let end = min(start + 256, size)
            let bundle = try #require(EntryBundle(index: UInt64(start / 256), width: end - start))
            files[bundle.path] = try EntryBundle.encode(entries[start..<end])
            files[SealedBundle.path(index: bundle.index, width: bundle.width)] = SealedBundle.encode(
                sealed[start..<end])
        }
        return files
    }

    private func tileBytes(_ tile: Tile) -> [UInt8] {
        let span = 1 << (8 * tile.level)
        return (0..<tile.width).reduce(into: []) { bytes, place in
            let first = (Int(tile.index) * 256 + place) * span
            var range = CompactRange()
            for entry in entries[first..<(first + span)] { range.append(MerkleTree.leafHash(entry)) }
            range.root.append(to: &bytes)
        }
    }
}
