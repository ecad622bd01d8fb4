import Crypto
import TransparencyLog

/// One committed batch as it stands in a write-ahead segment.
///
/// ```
/// magic 4 "MWAR" || payload length u32 || generation 16 || first index u64 || count u32 || zero u32
///   || checksum of the record before 32 || payload || checksum 32
/// payload = count times: entry length u32 || entry || sealed length u32 || sealed record
/// checksum = SHA-256(everything before the payload || count times: leaf hash of the entry 32 || SHA-256(sealed record) 32)
/// ```
/// Integers are big-endian. Records start at multiples of eight bytes. The checksum is made of the leaf hashes, which the
/// tree needs in any case, so that each entry is hashed once on its way to the disk.
struct WriteAheadRecord {
    static let headerSize = 4 + 4 + 16 + 8 + 4 + 4 + 32
    static let checksumSize = 32
    static let magic: [UInt8] = Array("MWAR".utf8)

    let batch: Batch
    let checksum: [UInt8]

    /// Bytes that a record with this much payload takes in a segment, padding included.
    static func size(payload: Int) -> Int { (headerSize + payload + checksumSize + 7) & ~7 }

    /// Bytes that a batch takes in a segment.
    static func size(of batch: Batch) -> Int { size(payload: payloadSize(of: batch)) }

    private static func payloadSize(of batch: Batch) -> Int { batch.byteCount + 8 * batch.entries.count }

    /// Writes the record into `buffer`, replacing what was there.
    ///
    /// Returns the checksum, by which the next record names this one.
    static func encode(
        _ batch: Batch, generation: [UInt8], previous: [UInt8], into buffer: inout [UInt8]
    ) -> [UInt8] {
        let payload = payloadSize(of: batch)
        buffer.removeAll(keepingCapacity: true)
        buffer.reserveCapacity(size(payload: payload))
        buffer.append(contentsOf: magic)
        buffer.append(bigEndian: UInt32(payload))
        buffer.append(contentsOf: generation)
        buffer.append(bigEndian: batch.firstIndex)
        buffer.append(bigEndian: UInt32(batch.entries.count))
        buffer.append(bigEndian: UInt32(0))
        buffer.append(contentsOf: previous)
        let checksum = self.checksum(header: buffer, batch)
        for place in batch.entries.indices {
            buffer.append(bigEndian: UInt32(batch.entries[place].count))
            buffer.append(contentsOf: batch.entries[place])
            buffer.append(bigEndian: UInt32(batch.sealed[place].count))
            buffer.append(contentsOf: batch.sealed[place])
        }
        buffer.append(contentsOf: checksum)
        while buffer.count & 7 != 0 { buffer.append(0) }
        return checksum
    }

    private static func checksum(header: [UInt8], _ batch: Batch) -> [UInt8] {
        var digest = SHA256()
        header.withUnsafeBytes { digest.update(bufferPointer: $0) }
        let sealed = batch.isPlain ? nil : MerkleTree.digests(batch.sealed)
        for (place, leaf) in batch.leaves.enumerated() {
            leaf.withUnsafeBytes { digest.update(bufferPointer: $0) }
            (sealed?[place] ?? emptyHash).withUnsafeBytes { digest.update(bufferPointer: $0) }
        }
        return Array(digest.finalize())
    }

    /// SHA-256 of nothing, which is the root of the tree without entries too.
    private static let emptyHash = MerkleTree.emptyRoot

    /// Reads the record at `offset`; nil when no whole record of that generation stands there.
    init?(_ bytes: [UInt8], at offset: Int, generation: [UInt8]) {
        guard bytes.count - offset >= Self.headerSize + Self.checksumSize,
            bytes[offset..<offset + 4].elementsEqual(Self.magic),
            bytes[offset + 8..<offset + 24].elementsEqual(generation)
        else { return nil }
        let payload = Int(bytes.bigEndian32(at: offset + 4))
        let end = offset + Self.headerSize + payload
        guard payload <= bytes.count, end + Self.checksumSize <= bytes.count else { return nil }
        guard
            let (entries, sealed) = Self.parts(
                bytes, from: offset + Self.headerSize, to: end, count: bytes.bigEndian32(at: offset + 32))
        else { return nil }
        batch = Batch(firstIndex: bytes.bigEndian64(at: offset + 24), entries: entries, sealed: sealed)
        checksum = Self.checksum(header: Array(bytes[offset..<offset + Self.headerSize]), batch)
        guard bytes[end..<end + Self.checksumSize].elementsEqual(checksum) else { return nil }
    }

    /// The checksum by which the record at `offset` names the one before it.
    static func previous(_ bytes: [UInt8], at offset: Int) -> [UInt8] { Array(bytes[offset + 40..<offset + 72]) }

    private static func parts(_ bytes: [UInt8], from start: Int, to end: Int, count: UInt32) -> ([[UInt8]], [[UInt8]])?
    {
        var place = start
        func take() -> [UInt8]? {
            guard end - place >= 4 else { return nil }
            let length = Int(bytes.bigEndian32(at: place))
            guard length <= end - place - 4 else { return nil }
            defer { place += 4 + length }
            return Array(bytes[place + 4..<place + 4 + length])
        }
        var entries: [[UInt8]] = []
        var sealed: [[UInt8]] = []
        for _ in 0..<count {
            guard let entry = take(), let record = take() else { return nil }
            entries.append(entry)
            sealed.append(record)
        }
        return place == end && !entries.isEmpty ? (entries, sealed) : nil
    }
}
