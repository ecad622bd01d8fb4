internal import TransparencyLog

/// Where the pieces of a sealed record stand, read where it lies: nothing is copied.
///
/// Every length has been found to add up, so the ranges lie within the bytes. Hashes are compared by `check`.
package struct SealedRecordForm: Sendable {
    let idempotency: Idempotency?
    /// The digests, 32 bytes each.
    let digests: Range<Int>
    /// The parts, 72 bytes each.
    let parts: Range<Int>
    /// Bytes of the head: everything before disclosure 0.
    let headSize: Int
    /// Disclosure 0.
    let names: Range<Int>

    static let partSize = 72

    var digestCount: Int { digests.count / Hash.byteCount }
    var partCount: Int { parts.count / Self.partSize }

    /// Reads the form: every length must add up, and nothing may follow.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(SealedRecordError) {
        guard bytes.count <= SealedRecord.sizeLimit else {
            throw SealedRecordError(.tooLarge, "a sealed record has at most \(SealedRecord.sizeLimit) bytes")
        }
        guard bytes.starts(with: SealedRecordHead.version) else {
            throw SealedRecordError(.form, "a sealed record begins with 'muster-sealed@v1'")
        }
        var reader = ByteReader(bytes, at: SealedRecordHead.version.count)
        let flags = try reader.byte()
        guard flags <= 1 else { throw SealedRecordError(.form, "an unknown flag is set") }
        idempotency = flags == 1 ? Idempotency(key: try reader.hash(), content: try reader.hash()) : nil
        digests = try reader.take(Hash.byteCount * Int(try reader.number16()))
        parts = try reader.take(Self.partSize * Int(try reader.byte()))
        for part in stride(from: parts.lowerBound, to: parts.upperBound, by: Self.partSize)
        where Self.length(part, bytes) < SealedRecord.overhead {
            throw SealedRecordError(.form, "a ciphertext is shorter than its nonce and tag")
        }
        guard digests.count >= 2 * Hash.byteCount, !parts.isEmpty else {
            throw SealedRecordError(.form, "a sealed record has a list of names, a disclosure and a part")
        }
        guard Self.areDistinct(parts, bytes) else {
            throw SealedRecordError(.form, "two parts have the same owner")
        }
        let namesLength = Int(try reader.number32())
        headSize = reader.position
        names = try reader.take(namesLength)
        for part in stride(from: parts.lowerBound, to: parts.upperBound, by: Self.partSize) {
            _ = try reader.take(Self.length(part, bytes))
        }
        guard reader.position == bytes.count else {
            throw SealedRecordError(.form, "bytes follow the last ciphertext")
        }
    }

    /// The length of the ciphertext of the part that stands at `place`.
    private static func length(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 36, as: UInt32.self)))
    }

    private static func label(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> Hash {
        Hash(bytes.part(place..<place + Hash.byteCount)) ?? .zero
    }

    /// Whether each part has an owner of its own; a record has two or three, at most 255.
    private static func areDistinct(_ parts: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let places = stride(from: parts.lowerBound, to: parts.upperBound, by: partSize)
        for place in places {
            let label = label(place, bytes)
            for other in stride(from: parts.lowerBound, to: place, by: partSize)
            where Self.label(other, bytes) == label { return false }
        }
        return true
    }

    /// The part with that number, from 0.
    func part(_ number: Int, in bytes: UnsafeRawBufferPointer) -> SealedRecordHead.Part {
        let place = parts.lowerBound + Self.partSize * number
        return SealedRecordHead.Part(
            label: Label(hash: Self.label(place, bytes)),
            generation: UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place + 32, as: UInt32.self)),
            length: Self.length(place, bytes), hash: Self.label(place + 40, bytes))
    }

    /// The digest with that number, from 0.
    func digest(_ number: Int, in bytes: UnsafeRawBufferPointer) -> Hash {
        Self.label(digests.lowerBound + Hash.byteCount * number, bytes)
    }
}

/// Reads big-endian numbers and runs of bytes; never beyond the end.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    mutating func take(_ count: Int) throws(SealedRecordError) -> Range<Int> {
        guard count >= 0, count <= bytes.count - position else {
            throw SealedRecordError(.form, "the sealed record is cut short")
        }
        position += count
        return (position - count)..<position
    }

    mutating func byte() throws(SealedRecordError) -> UInt8 { bytes[try take(1).lowerBound] }

    mutating func number16() throws(SealedRecordError) -> UInt16 {
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: try take(2).lowerBound, as: UInt16.self))
    }

    mutating func number32() throws(SealedRecordError) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: try take(4).lowerBound, as: UInt32.self))
    }

    mutating func hash() throws(SealedRecordError) -> Hash {
        Hash(bytes.part(try take(Hash.byteCount))) ?? .zero
    }
}
