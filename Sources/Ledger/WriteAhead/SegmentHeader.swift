import Crypto

/// The first page of a write-ahead segment: which use of the file this is, and what came before it.
///
/// ```
/// "muster-wal@v1\n" 14 || zero 2 || generation 16 || sequence u64 || first index u64 || checksum of the record before 32
///   || SHA-256(origin) 32 || SHA-256 of all that 32 || zeros to 4096
/// ```
/// Segments are recycled: the old bytes stay behind the new ones. A fresh random generation at each use is what
/// keeps an old record from being taken for a new one.
struct SegmentHeader: Equatable {
    static let size = 4096
    private static let magic = Array("muster-wal@v1\n\0\0".utf8)
    private static let signedSize = 16 + 16 + 8 + 8 + 32 + 32

    let generation: [UInt8]
    let sequence: UInt64
    let firstIndex: UInt64
    let previous: [UInt8]
    let origin: [UInt8]

    init(generation: [UInt8], sequence: UInt64, firstIndex: UInt64, previous: [UInt8], origin: [UInt8]) {
        self.generation = generation
        self.sequence = sequence
        self.firstIndex = firstIndex
        self.previous = previous
        self.origin = origin
    }

    var bytes: [UInt8] {
        var page = Self.magic + generation
        page.append(bigEndian: sequence)
        page.append(bigEndian: firstIndex)
        page += previous + origin
        page += Array(SHA256.hash(data: page))
        return page + [UInt8](repeating: 0, count: Self.size - page.count)
    }

    /// Reads a header; nil for a page that was never used, or is torn or damaged.
    init?(_ page: [UInt8]) {
        guard page.count >= Self.size, page.starts(with: Self.magic),
            page[Self.signedSize..<Self.signedSize + 32].elementsEqual(SHA256.hash(data: page[..<Self.signedSize]))
        else { return nil }
        generation = Array(page[16..<32])
        sequence = page.bigEndian64(at: 32)
        firstIndex = page.bigEndian64(at: 40)
        guard sequence < 1 << 60, firstIndex < 1 << 60 else { return nil }
        previous = Array(page[48..<80])
        origin = Array(page[80..<112])
    }
}
