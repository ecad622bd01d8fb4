import Records
import Testing
import TransparencyLog

/// The quick reader of entries accepts and refuses what `Entry(parsing:)` does, for the same reasons.
@Suite struct EntryHeaderTests {
    private func compare(_ bytes: [UInt8]) {
        let mark = Reference(role: .actor, label: label(0xAB), count: 1, previous: 1)
        var references = [mark]
        let header = bytes.withUnsafeBytes { buffer in
            Result { () throws(EntryError) in try EntryHeader(parsing: buffer, references: &references) }
        }
        let entry = Result { () throws(EntryError) in try Entry(parsing: bytes) }
        switch (header, entry) {
        case (.success(let header), .success(let entry)):
            #expect(header.kind == entry.kind && header.time == entry.time && header.commitment == entry.commitment)
            #expect(references == [mark] + entry.references)
        case (.failure(let one), .failure(let other)):
            #expect(one.description == other.description)
            #expect(references == [mark], "nothing is left of what was refused")
        default: Issue.record("\(header) and \(entry) of \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private let texts = [
        EntryTests.text, EntryTests.text.replacing(" record\n", with: " admin\n"),
        "muster-entry@v1 x\ntime 1\nsubject \(base64(1)) 3 17\nnote w\u{e9}r \u{1F600} x\naction a.b success\n",
    ]

    @Test func everyByteChanged() throws {
        for text in texts {
            let bytes = Array(text.utf8)
            compare(bytes)
            for place in bytes.indices {
                for value in UInt8.min...UInt8.max where value % 3 == 0 || value < 0x30 {
                    var changed = bytes
                    changed[place] = value
                    compare(changed)
                }
            }
            for length in 0..<bytes.count { compare(Array(bytes[..<length]) + [0x0A]) }
        }
    }

    @Test func everyLineLeftOutTwiceAndSwapped() {
        for text in texts {
            let lines = text.split(separator: "\n").map { Array($0.utf8) + [0x0A] }
            for one in lines.indices {
                var changed = lines
                changed.remove(at: one)
                compare(Array(changed.joined()))
                compare(Array((lines[...one] + lines[one...]).joined()))
                for two in lines.indices {
                    changed = lines
                    changed.swapAt(one, two)
                    compare(Array(changed.joined()))
                }
            }
        }
    }

    @Test func theGenesisEntry() throws {
        let key = try SigningKey(name: "example.com/muster", seed: [UInt8](repeating: 7, count: 32)).verifierKey
        let genesis = Genesis(origin: "example.com/muster", key: key.description, indexKey: label(4).hash)
        let bytes = try Entry(genesis: genesis, time: Timestamp(milliseconds: 1)).bytes
        for place in bytes.indices {
            compare(bytes)
            var changed = bytes
            changed[place] ^= 1
            compare(changed)
        }
    }
}
