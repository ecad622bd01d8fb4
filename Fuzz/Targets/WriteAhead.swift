import Crypto
import TransparencyLog

/// Headers and records of write-ahead segments, as recovery and salvage read them.
enum WriteAhead {
    static func attempt(_ bytes: [UInt8]) {
        header(bytes)
        records(bytes)
        withRightChecksum(bytes)
    }

    private static func header(_ bytes: [UInt8]) {
        // Padded to a page, with the digest put right: what is behind it is reached.
        var page = Array(bytes.prefix(112)) + [UInt8](repeating: 0, count: max(0, 112 - bytes.count))
        page += Array(SHA256.hash(data: page))
        page += [UInt8](repeating: 0, count: SegmentHeader.size - page.count)
        guard let header = SegmentHeader(page) else { return }
        promise(header.bytes == page, "a header is written as it was read")
    }

    /// Every place of a segment at which a record may begin.
    private static func records(_ bytes: [UInt8]) {
        guard bytes.count >= 24 else { return }
        for offset in stride(from: 0, to: bytes.count, by: 8) {
            guard let record = WriteAheadRecord(bytes, at: offset, generation: Array(bytes[8..<24])) else { continue }
            check(record, bytes, offset)
        }
    }

    /// The bytes as a record whose checksum is right, if their payload can be read at all.
    private static func withRightChecksum(_ bytes: [UInt8]) {
        guard bytes.count >= WriteAheadRecord.headerSize else { return }
        let payload = bytes.count - WriteAheadRecord.headerSize
        var record = WriteAheadRecord.magic
        record.append(bigEndian: UInt32(payload))
        record += bytes[8..<36] + [0, 0, 0, 0] + bytes[40...]
        var place = WriteAheadRecord.headerSize
        var digest = SHA256()
        digest.update(data: record[..<place])
        for _ in 0..<min(record.bigEndian32(at: 32), 1000) {
            guard let entry = part(record, &place), let sealed = part(record, &place) else { return }
            digest.update(data: MerkleTree.leafHash(entry).bytes)
            digest.update(data: Array(SHA256.hash(data: sealed)))
        }
        record += Array(digest.finalize())
        record += [UInt8](repeating: 0, count: WriteAheadRecord.size(payload: payload) - record.count)
        guard let read = WriteAheadRecord(record, at: 0, generation: Array(bytes[8..<24])) else { return }
        check(read, record, 0)
    }

    private static func part(_ record: [UInt8], _ place: inout Int) -> [UInt8]? {
        guard record.count - place >= 4 else { return nil }
        let length = Int(record.bigEndian32(at: place))
        guard length <= record.count - place - 4 else { return nil }
        defer { place += 4 + length }
        return Array(record[place + 4..<place + 4 + length])
    }

    private static func check(_ record: WriteAheadRecord, _ bytes: [UInt8], _ offset: Int) {
        var again: [UInt8] = []
        let checksum = WriteAheadRecord.encode(
            record.batch, generation: Array(bytes[offset + 8..<offset + 24]),
            previous: WriteAheadRecord.previous(bytes, at: offset), into: &again)
        promise(checksum == record.checksum, "a record has one checksum")
        promise(again.count == WriteAheadRecord.size(of: record.batch), "a record has the size that is said")
        let whole = Array(bytes[offset..<min(offset + again.count, bytes.count)])
        promise(again.starts(with: whole.prefix(again.count - 8)), "a record is written as it was read")
    }

    static var seeds: [[UInt8]] {
        let batch = Batch(firstIndex: 3, entries: [[1, 2, 3], []], sealed: [[], [4, 5]])
        let generation = (0..<16).map { UInt8($0) }
        let zeros = [UInt8](repeating: 0, count: 32)
        var record: [UInt8] = []
        let checksum = WriteAheadRecord.encode(batch, generation: generation, previous: zeros, into: &record)
        var second: [UInt8] = []
        _ = WriteAheadRecord.encode(
            Batch(firstIndex: 5, entries: [[9]], sealed: [[]]), generation: generation, previous: checksum,
            into: &second)
        let header = SegmentHeader(generation: generation, sequence: 1, firstIndex: 3, previous: zeros, origin: zeros)
        return [Array(header.bytes.prefix(144)), record, record + second]
    }
}
