import DurableFiles
import Glibc

/// What the write-ahead segments of a log hold after a start: every committed batch, oldest first.
struct WriteAheadRecovery {
    struct FoundSegment {
        let path: String
        let header: SegmentHeader
        var end: Int
    }

    private(set) var segments: [FoundSegment] = []
    private(set) var spares: [String] = []
    /// Files that no use of the log left: unfinished ones, and ones of another size. They go once the log is open.
    private(set) var discarded: [String] = []
    private(set) var batches: [Batch] = []
    private(set) var nextName: UInt64 = 0
    private(set) var nextSequence: UInt64 = 0
    private(set) var nextIndex: UInt64 = 0
    private(set) var previous = [UInt8](repeating: 0, count: 32)

    /// The first index that the segments still hold; nil when no segment was ever used.
    var firstIndex: UInt64? { segments.first?.header.firstIndex }

    /// Reads all segments in `folder`.
    ///
    /// A torn record at the very end is an unacknowledged batch and is dropped. An invalid record with a valid one of
    /// the same generation behind it, or a gap between segments, is corruption.
    init(folder: String, origin: [UInt8], segmentSize: Int) throws(LedgerError) {
        var files = try LedgerError.wrapping { () throws(FileError) in try Self.scan(folder) }
        discarded = files.unfinished
        nextName = files.nextName
        Self.keepConnected(&files.used, spares: &spares)
        for (place, segment) in files.used.enumerated() {
            guard segment.header.origin == origin else {
                throw .refused(Refusal(.otherLog, segment.path, "this write-ahead segment belongs to another log"))
            }
            if place == 0 {
                nextIndex = segment.header.firstIndex
                previous = segment.header.previous
            }
            try read(segment.path, segment.header, segment.bytes)
        }
        for (path, bytes) in files.unused {
            try refuseLiveRecord(path, bytes)
            if bytes.count == segmentSize { spares.append(path) } else { discarded.append(path) }
        }
        nextSequence = (segments.last?.header.sequence).map { $0 + 1 } ?? 0
    }

    private struct Files {
        var used: [(path: String, header: SegmentHeader, bytes: [UInt8])] = []
        var unused: [(path: String, bytes: [UInt8])] = []
        var unfinished: [String] = []
        var nextName: UInt64 = 0
    }

    /// Reads every segment file, those with a valid header in the order of their use.
    private static func scan(_ folder: String) throws(FileError) -> Files {
        var files = Files()
        for name in try DurableFile.names(in: folder) {
            let path = folder + "/" + name
            guard let number = UInt64(name) else {
                if name.hasSuffix(".making") { files.unfinished.append(path) }
                continue
            }
            files.nextName = max(files.nextName, number + 1)
            let bytes = try DurableFile.read(path) ?? []
            if let header = SegmentHeader(bytes) {
                files.used.append((path, header, bytes))
            } else {
                files.unused.append((path, bytes))
            }
        }
        files.used.sort { $0.header.sequence < $1.header.sequence }
        return files
    }

    /// Released segments keep their header until they are used again: of the found ones, those after a jump in the
    /// sequence are the live ones, everything before it is spare.
    private static func keepConnected(
        _ found: inout [(path: String, header: SegmentHeader, bytes: [UInt8])], spares: inout [String]
    ) {
        var start = found.count
        while start > 0, start == found.count || found[start - 1].header.sequence + 1 == found[start].header.sequence {
            start -= 1
        }
        spares.append(contentsOf: found[..<start].map(\.path))
        found.removeFirst(start)
    }

    private mutating func read(_ path: String, _ header: SegmentHeader, _ bytes: [UInt8]) throws(LedgerError) {
        guard header.firstIndex == nextIndex, header.previous == previous else {
            throw .refused(
                Refusal(.corruption, path, "the segment does not continue the one before it at index \(nextIndex)"))
        }
        var offset = SegmentHeader.size
        while let record = WriteAheadRecord(bytes, at: offset, generation: header.generation) {
            guard record.batch.firstIndex == nextIndex, WriteAheadRecord.previous(bytes, at: offset) == previous else {
                throw .refused(
                    Refusal(.corruption, path, "the record at byte \(offset) does not follow the one before it"))
            }
            batches.append(record.batch)
            nextIndex = record.batch.endIndex
            previous = record.checksum
            offset += WriteAheadRecord.size(of: record.batch)
        }
        if let stray = Self.strayRecord(bytes, after: offset, generation: header.generation) {
            throw .refused(
                Refusal(
                    .corruption, path,
                    "the record at byte \(offset) is damaged, but the one at byte \(stray) behind it is whole"))
        }
        segments.append(FoundSegment(path: path, header: header, end: offset))
    }

    /// A file without a valid header was never used, or its header was torn before its first record was written. If its
    /// first record goes on where the others end, the header of a live segment was damaged.
    private func refuseLiveRecord(_ path: String, _ bytes: [UInt8]) throws(LedgerError) {
        let start = SegmentHeader.size
        guard bytes.count >= start + WriteAheadRecord.headerSize,
            let record = WriteAheadRecord(bytes, at: start, generation: Array(bytes[start + 8..<start + 24])),
            record.batch.firstIndex == nextIndex,
            WriteAheadRecord.previous(bytes, at: start) == previous || segments.isEmpty
        else { return }
        throw .refused(Refusal(.corruption, path, "the header is damaged, but the record at byte \(start) is whole"))
    }

    /// A whole record of this generation behind an invalid one: no crash leaves that, since no record is written
    /// before the sync of the one before has returned.
    private static func strayRecord(_ bytes: [UInt8], after offset: Int, generation: [UInt8]) -> Int? {
        var place = offset + 8
        while place + WriteAheadRecord.headerSize <= bytes.count {
            if bytes[place] == WriteAheadRecord.magic[0],
                WriteAheadRecord(bytes, at: place, generation: generation) != nil
            {
                return place
            }
            place += 8
        }
        return nil
    }
}
