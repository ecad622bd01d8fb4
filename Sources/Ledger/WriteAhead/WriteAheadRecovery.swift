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
    /// What was written last, in the last segment: its last record, or its header when it has none. All before it was
    /// durable before it was written.
    private(set) var last: (offset: Int, bytes: [UInt8])?

    /// The first index that the segments still hold; nil when no segment was ever used.
    var firstIndex: UInt64? { segments.first?.header.firstIndex }

    /// Reads all segments in `folder`.
    ///
    /// A torn record at the very end is an unacknowledged batch and is dropped. An invalid record with a valid one of
    /// the same generation behind it, or a gap between segments, is corruption.
    init(folder: String, origin: [UInt8], segmentSize: Int, on system: any FileSystem) throws(LedgerError) {
        var files = try LedgerError.wrapping { () throws(FileError) in try Self.scan(folder, on: system) }
        discarded = files.unfinished
        nextName = files.nextName
        try Self.refuseStrangers(files.used, origin)
        let idle = Self.keepConnected(&files.used)
        for (place, segment) in files.used.enumerated() {
            if place == 0 {
                nextIndex = segment.header.firstIndex
                previous = segment.header.previous
            }
            try read(segment.path, segment.header, segment.bytes)
        }
        for (path, bytes) in files.unused { try refuseLiveRecord(path, bytes) }
        for (path, bytes) in files.unused + idle.map({ ($0.path, $0.bytes) }) {
            if bytes.count == segmentSize { spares.append(path) } else { discarded.append(path) }
        }
        nextSequence = (segments.last?.header.sequence).map { $0 + 1 } ?? 0
    }

    private typealias UsedFile = (path: String, header: SegmentHeader, bytes: [UInt8])

    private struct Files {
        var used: [UsedFile] = []
        var unused: [(path: String, bytes: [UInt8])] = []
        var unfinished: [String] = []
        var nextName: UInt64 = 0
    }

    /// Reads every segment file, those with a valid header in the order of their use.
    private static func scan(_ folder: String, on system: any FileSystem) throws(FileError) -> Files {
        var files = Files()
        for name in try DurableFile.names(in: folder, on: system) {
            let path = folder + "/" + name
            guard let number = UInt64(name) else {
                if name.hasSuffix(".making") { files.unfinished.append(path) }
                continue
            }
            files.nextName = max(files.nextName, number + 1)
            let bytes = try DurableFile.read(path, on: system) ?? []
            if let header = SegmentHeader(bytes) {
                files.used.append((path, header, bytes))
            } else {
                files.unused.append((path, bytes))
            }
        }
        files.used.sort { $0.header.sequence < $1.header.sequence }
        return files
    }

    /// Segments of another log, and copies of one segment, were put there by somebody: using either would destroy it.
    private static func refuseStrangers(_ found: [UsedFile], _ origin: [UInt8]) throws(LedgerError) {
        for segment in found where segment.header.origin != origin {
            throw .refused(Refusal(.otherLog, segment.path, "this write-ahead segment belongs to another log"))
        }
        for (segment, next) in zip(found, found.dropFirst()) where segment.header.sequence == next.header.sequence {
            throw .refused(
                Refusal(
                    .corruption, next.path,
                    "it has the same sequence number as \(segment.path): one of them is a copy of another time"))
        }
    }

    /// Released segments keep their header until they are used again: of the found ones, those after a jump in the
    /// sequence are the live ones, everything before it is idle.
    private static func keepConnected(_ found: inout [UsedFile]) -> ArraySlice<UsedFile> {
        var start = found.count
        while start > 0, start == found.count || found[start - 1].header.sequence + 1 == found[start].header.sequence {
            start -= 1
        }
        defer { found.removeFirst(start) }
        return found[..<start]
    }

    private mutating func read(_ path: String, _ header: SegmentHeader, _ bytes: [UInt8]) throws(LedgerError) {
        guard header.firstIndex == nextIndex, header.previous == previous else {
            throw .refused(
                Refusal(.corruption, path, "the segment does not continue the one before it at index \(nextIndex)"))
        }
        var offset = SegmentHeader.size
        last = (0, header.bytes)
        while let record = WriteAheadRecord(bytes, at: offset, generation: header.generation) {
            guard record.batch.firstIndex == nextIndex, WriteAheadRecord.previous(bytes, at: offset) == previous else {
                throw .refused(
                    Refusal(.corruption, path, "the record at byte \(offset) does not follow the one before it"))
            }
            batches.append(record.batch)
            nextIndex = record.batch.endIndex
            previous = record.checksum
            let end = offset + WriteAheadRecord.size(of: record.batch)
            last = (offset, Array(bytes[offset..<min(end, bytes.count)]))
            offset = end
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
