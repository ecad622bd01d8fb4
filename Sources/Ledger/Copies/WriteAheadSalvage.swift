import DurableFiles
import TransparencyLog

/// Every whole record in the segments of a damaged write-ahead log.
///
/// A whole record was committed; that does not make it part of this history: segments are recycled, copied and put
/// back. Therefore nothing here counts for itself. Entries below a signed size are taken where they lead to its root,
/// and what lies beyond is taken only as the continuation of these.
struct WriteAheadSalvage {
    struct Record {
        let batch: Batch
        let checksum: [UInt8]
        let previous: [UInt8]
        /// Whether it has the generation of its segment's header; a segment whose header is damaged has none.
        let isOfHeader: Bool
        /// The file it stands in.
        let segment: String
    }

    private(set) var records: [Record] = []

    /// Reads the segments in `folder`; those of another log are left out.
    init(folder: String, origin: [UInt8], on system: any FileSystem = SystemFiles()) throws(FileError) {
        for name in try DurableFile.names(in: folder, on: system) where UInt64(name) != nil {
            let bytes = try DurableFile.read(folder + "/" + name, on: system) ?? []
            let header = SegmentHeader(bytes)
            if let header, header.origin != origin { continue }
            let start = SegmentHeader.size
            guard bytes.count >= start + WriteAheadRecord.headerSize else { continue }
            scan(bytes, header?.generation ?? Array(bytes[start + 8..<start + 24]), isOfHeader: header != nil, name)
        }
    }

    private mutating func scan(_ bytes: [UInt8], _ generation: [UInt8], isOfHeader: Bool, _ segment: String) {
        var offset = SegmentHeader.size
        while offset + WriteAheadRecord.headerSize <= bytes.count {
            guard bytes[offset] == WriteAheadRecord.magic[0],
                let record = WriteAheadRecord(bytes, at: offset, generation: generation)
            else {
                offset += 8
                continue
            }
            records.append(
                Record(
                    batch: record.batch, checksum: record.checksum,
                    previous: WriteAheadRecord.previous(bytes, at: offset), isOfHeader: isOfHeader,
                    segment: segment))
            offset += WriteAheadRecord.size(of: record.batch)
        }
    }

    /// What the records say of each index of a range, the first found where they differ.
    func entries(in range: Range<UInt64>) -> [UInt64: StoredEntry] {
        var found: [UInt64: StoredEntry] = [:]
        for record in records {
            for index in range.clamped(to: record.batch.firstIndex..<record.batch.endIndex) where found[index] == nil {
                found[index] = Self.entry(index, of: record.batch)
            }
        }
        return found
    }

    /// What was committed beyond a size.
    struct Continuation {
        var entries: [StoredEntry] = []
        /// Whether the end is one that a start would take for the end: the segments reach it, and nothing lies behind.
        var isEndKnown = false
    }

    /// The committed entries from `end` on, as far as they certainly continue the entries before, whose leaf hashes
    /// are `leaves`, the last of them at `end - 1`.
    ///
    /// Segments with a record that contradicts what is known are of another history, and nothing of them is taken. The
    /// first record either overlaps what is known and agrees with it, or names the record before it, or begins exactly
    /// at `end` in a segment whose header is whole and which has other records that agree. Each further one names the
    /// one before. Two that could stand in one place end it: one of them is of another time.
    func continuation(from end: UInt64, after leaves: [Hash]) -> Continuation {
        let known = end - UInt64(leaves.count)..<end
        let strange = Set(records.filter { !agrees($0, known, leaves) }.map(\.segment))
        let records = self.records.filter { !strange.contains($0.segment) }
        let witnesses = records.filter { $0.batch.firstIndex < end && $0.batch.endIndex > known.lowerBound }
        let witnessed = Set(witnesses.filter(\.isOfHeader).map(\.segment))
        var next = records.filter { record in
            let (first, after) = (record.batch.firstIndex, record.batch.endIndex)
            guard first <= end, after > end else { return false }
            return first < end && first >= known.lowerBound || witnessed.contains(record.segment)
                || witnesses.contains { $0.batch.endIndex == end && $0.checksum == record.previous }
        }
        let starting = Dictionary(grouping: records, by: \.batch.firstIndex)
        var found = Continuation()
        var after = end
        while let record = next.first, next.allSatisfy({ $0.checksum == record.checksum }) {
            for index in max(end, record.batch.firstIndex)..<record.batch.endIndex {
                found.entries.append(Self.entry(index, of: record.batch))
            }
            after = record.batch.endIndex
            next = (starting[after] ?? []).filter { $0.previous == record.checksum }
        }
        found.isEndKnown =
            next.isEmpty && witnesses.contains { $0.isOfHeader && $0.batch.endIndex >= end }
            && !records.contains { $0.batch.firstIndex >= after }
        return found
    }

    /// Whether a record says what is known, for every index of which something is known.
    private func agrees(_ record: Record, _ known: Range<UInt64>, _ leaves: [Hash]) -> Bool {
        let batch = record.batch
        let shared = known.clamped(to: batch.firstIndex..<batch.endIndex)
        return shared.allSatisfy {
            batch.leaves[Int($0 - batch.firstIndex)] == leaves[Int($0 - known.lowerBound)]
        }
    }

    private static func entry(_ index: UInt64, of batch: Batch) -> StoredEntry {
        let place = Int(index - batch.firstIndex)
        return StoredEntry(index: index, entry: batch.entries[place], sealed: batch.sealed[place], attachment: nil)
    }
}
