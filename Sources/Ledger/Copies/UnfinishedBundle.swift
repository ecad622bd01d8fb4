import Records
import TransparencyLog

/// The bundle that a size ends in, put together from public files and the write-ahead log.
struct UnfinishedBundle {
    private let size: UInt64
    /// What each place has of each index: public folders in their order, then the write-ahead log.
    private let places: [[[UInt8]?]]
    private let sources: BundleSources
    private let salvaged: [UInt64: StoredEntry]

    private var start: UInt64 { size & ~255 }
    private var width: Int { Int(size & 255) }

    init(size: UInt64, _ sources: BundleSources, _ salvage: WriteAheadSalvage) throws {
        self.size = size
        self.sources = sources
        let (start, width) = (size & ~255, Int(size & 255))
        salvaged = salvage.entries(in: start..<size)
        let found = width == 0 ? [] : try sources.unfinished(bundle: start >> 8, width: width)
        let padded = found.map { entries in (0..<width).map { $0 < entries.count ? entries[$0] : nil } }
        places = padded + [(start..<size).map { [salvaged] in salvaged[$0]?.entry }]
    }

    /// Each possible content: one for each place that comes first where they differ. None when an entry is nowhere.
    var readings: [[[UInt8]]] {
        places.indices.compactMap { first in
            let order = [first] + places.indices.filter { $0 != first }
            let entries = (0..<width).compactMap { place in order.lazy.compactMap { places[$0][place] }.first }
            return entries.count == width ? entries : nil
        }
    }

    /// The first entry that is nowhere.
    var firstMissing: UInt64 {
        start + UInt64((0..<width).first { place in places.allSatisfy { $0[place] == nil } } ?? width)
    }

    /// The entries of a reading that was found to be right, with their sealed records.
    ///
    /// - Throws: `Refusal` when the sealed record of one is nowhere.
    func stored(_ reading: [[UInt8]]) throws -> [StoredEntry] {
        guard !reading.isEmpty else { return [] }
        let spare = salvaged.mapValues(\.sealed)
        do {
            let sealed = try sources.sealed(bundle: start >> 8, beside: reading, spare: spare).get()
            return reading.indices.map {
                StoredEntry(
                    index: start + UInt64($0), entry: reading[$0], sealed: sealed[$0], attachment: nil)
            }
        } catch let missing as BundleSources.MissingRecord {
            throw Refusal(
                .missing, SealedBundle.path(index: start >> 8, width: 256),
                "the sealed record of entry \(missing.index) is neither here nor in the copy")
        }
    }

    /// What was committed beyond the size, as far as it certainly continues these entries.
    func continuation(_ leaves: [Hash], _ salvage: WriteAheadSalvage) -> WriteAheadSalvage.Continuation {
        salvage.continuation(from: size, after: leaves)
    }
}
