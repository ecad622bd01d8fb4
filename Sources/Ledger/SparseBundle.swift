import DurableFiles
import Records
import TransparencyLog

/// A full bundle of which only some entries are wanted: the entries' file as a whole, since lengths stand before each, and of
/// the sealed records the table and the ones that are asked for.
struct SparseBundle {
    let index: UInt64
    private let storage: any PublicFileSource
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]
    private let sealedPath: String
    /// Where each sealed record ends behind the table; nil when there is no file, since no entry of the bundle has one.
    private let ends: [Int]?

    private static let tableSize = 1_024

    init(_ index: UInt64, _ storage: any PublicFileSource) throws {
        self.index = index
        self.storage = storage
        let path = "tile/entries/" + TilePath.suffix(index: index, width: 256)
        guard let bytes = try storage.read(path) else { throw Self.refusal(.missing, path, "the file is missing") }
        self.bytes = bytes
        ranges = try EntryBundle.decode(bytes, width: 256)
        sealedPath = SealedBundle.path(index: index, width: 256)
        ends = try storage.read(sealedPath, from: 0, count: Self.tableSize).map { [sealedPath] table in
            guard table.count == Self.tableSize else {
                throw Self.refusal(.corruption, sealedPath, "the table of 256 offsets is cut short")
            }
            return table.withUnsafeBytes { table in
                (0..<256).map {
                    Int(UInt32(bigEndian: table.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                }
            }
        }
    }

    /// An entry of the bundle, and the sealed record beside it.
    func entry(_ number: UInt64) throws -> StoredEntry {
        let place = Int(number & 255)
        let entry = Array(bytes[ranges[place]])
        return StoredEntry(index: number, entry: entry, sealed: try sealed(place, beside: entry), attachment: nil)
    }

    private func sealed(_ place: Int, beside entry: [UInt8]) throws -> [UInt8] {
        guard let ends else {
            guard (try? Entry(parsing: entry))?.commitment == nil else {
                throw Self.refusal(.missing, sealedPath, "the file is missing")
            }
            return []
        }
        let start = place == 0 ? 0 : ends[place - 1]
        let count = ends[place] - start
        guard (0...SealedBundle.recordLimit).contains(count) else {
            throw Self.refusal(.corruption, sealedPath, "the offset of record \(place) is out of order")
        }
        guard count > 0 else { return [] }
        guard let bytes = try storage.read(sealedPath, from: Self.tableSize + start, count: count), bytes.count == count
        else { throw Self.refusal(.corruption, sealedPath, "record \(place) is cut short") }
        return bytes
    }

    private static func refusal(_ kind: Refusal.Finding, _ path: String, _ reason: String) -> LedgerError {
        .refused(Refusal(kind, path, reason))
    }
}
