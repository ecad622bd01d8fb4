import Crypto

/// One committed batch as it stands in a write-ahead segment.
///
/// ```
/// magic 4 "MWAR" || payload length u32 || generation 16 || first index u64 || count u32 || zero u32
///   || checksum of the record before 32 || payload || SHA-256 of all that 32
/// payload = count times: entry length u32 || entry || sealed length u32 || sealed record
/// ```
/// Integers are big-endian. Records start at multiples of eight bytes.
struct WriteAheadRecord {
    static let headerSize = 4 + 4 + 16 + 8 + 4 + 4 + 32
    static let checksumSize = 32
    static let magic: [UInt8] = Array("MWAR".utf8)

    let firstIndex: UInt64
    let entries: [[UInt8]]
    let sealed: [[UInt8]]
    let checksum: [UInt8]

    /// Bytes that a batch takes in a segment, padding included.
    static func size(payload: Int) -> Int { (headerSize + payload + checksumSize + 7) & ~7 }

    static func payloadSize(entries: [[UInt8]], sealed: [[UInt8]]) -> Int {
        entries.reduce(0) { $0 + $1.count + 4 } + sealed.reduce(0) { $0 + $1.count + 4 }
    }

    /// Writes the record into `buffer`, replacing what was there.
    ///
    /// Returns the checksum, by which the next record names this one.
    static func encode(
        entries: [[UInt8]], sealed: [[UInt8]], firstIndex: UInt64, generation: [UInt8], previous: [UInt8],
        into buffer: inout [UInt8]
    ) -> [UInt8] {
        let payload = payloadSize(entries: entries, sealed: sealed)
        buffer.removeAll(keepingCapacity: true)
        buffer.reserveCapacity(size(payload: payload))
        buffer.append(contentsOf: magic)
        buffer.append(bigEndian: UInt32(payload))
        buffer.append(contentsOf: generation)
        buffer.append(bigEndian: firstIndex)
        buffer.append(bigEndian: UInt32(entries.count))
        buffer.append(bigEndian: UInt32(0))
        buffer.append(contentsOf: previous)
        for (entry, record) in zip(entries, sealed) {
            buffer.append(bigEndian: UInt32(entry.count))
            buffer.append(contentsOf: entry)
            buffer.append(bigEndian: UInt32(record.count))
            buffer.append(contentsOf: record)
        }
        let checksum = buffer.withUnsafeBytes { Array(SHA256.hash(data: $0)) }
        buffer.append(contentsOf: checksum)
        while buffer.count & 7 != 0 { buffer.append(0) }
        return checksum
    }

    /// Reads the record at `offset`; nil when no whole record of that generation stands there.
    init?(_ bytes: [UInt8], at offset: Int, generation: [UInt8]) {
        guard bytes.count - offset >= Self.headerSize + Self.checksumSize,
            bytes[offset..<offset + 4].elementsEqual(Self.magic),
            bytes[offset + 8..<offset + 24].elementsEqual(generation)
        else { return nil }
        let payload = Int(bytes.bigEndian32(at: offset + 4))
        let end = offset + Self.headerSize + payload
        guard payload <= bytes.count, end + Self.checksumSize <= bytes.count else { return nil }
        let checksum = bytes.withUnsafeBytes {
            Array(SHA256.hash(data: UnsafeRawBufferPointer(rebasing: $0[offset..<end])))
        }
        guard bytes[end..<end + Self.checksumSize].elementsEqual(checksum) else { return nil }
        firstIndex = bytes.bigEndian64(at: offset + 24)
        self.checksum = checksum
        guard
            let parts = Self.parts(
                bytes, from: offset + Self.headerSize, to: end, count: bytes.bigEndian32(at: offset + 32))
        else { return nil }
        (entries, sealed) = parts
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
