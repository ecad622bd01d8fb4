import DurableFiles

/// The directory driver's write-ahead log: segments `wal/<log>/<name>`, recycled once their entries stand in full bundles.
///
/// Unchecked, because it is reached only through `DirectoryStorage`'s mutex: one thread at a time.
final class WriteAheadLog: @unchecked Sendable {
    struct Settings: Sendable {
        var segmentSize = 16 << 20
        var recordLimit = 64 << 20
    }

    private let folder: String
    private let origin: [UInt8]
    private let settings: Settings
    private let system: any FileSystem
    /// Segments in use, oldest first; the last one takes the next record.
    private var live: [(segment: Segment, firstIndex: UInt64)] = []
    private var spares: [String]
    /// Files that are of no use; removed at the first release, when the log is open and nothing is evidence.
    private var discarded: [String]
    private var nextName: UInt64
    private var nextSequence: UInt64
    private(set) var nextIndex: UInt64
    private var previous: [UInt8]
    private var buffer: [UInt8] = []

    /// Goes on where a recovery ended, once what it found last is durable for certain.
    init(
        folder: String, origin: [UInt8], settings: Settings, recovered: WriteAheadRecovery, on system: any FileSystem
    ) throws(FileError) {
        self.folder = folder
        self.origin = origin
        self.settings = settings
        self.system = system
        spares = recovered.spares
        discarded = recovered.discarded
        nextName = recovered.nextName
        nextSequence = recovered.nextSequence
        nextIndex = recovered.nextIndex
        previous = recovered.previous
        for found in recovered.segments {
            live.append((try Segment(continuing: found, on: system), found.header.firstIndex))
        }
        if let last = recovered.last { try live.last?.segment.settle(last.bytes, at: last.offset) }
    }

    /// Begins anew at `index` in an empty folder, for a log whose entries before it stand elsewhere. The first segment is
    /// made at once: it says at which index the log goes on, also while nothing more is written.
    init(
        beginningAt index: UInt64, in folder: String, origin: [UInt8], settings: Settings, on system: any FileSystem
    ) throws(FileError) {
        self.folder = folder
        self.origin = origin
        self.settings = settings
        self.system = system
        (spares, discarded) = ([], [])
        (nextName, nextSequence, nextIndex) = (0, 0, index)
        previous = [UInt8](repeating: 0, count: 32)
        do throws(Failure) { _ = try segment(for: 0) } catch {
            switch error {
            case .lost(let reason), .unknown(let reason): throw reason
            }
        }
    }

    /// Writes a batch as one record with one sync, on a segment that has room for it.
    ///
    /// - Throws: `Failure.lost` when nothing was written, `.unknown` when something may have been.
    func append(_ batch: Batch) throws(Failure) {
        let size = WriteAheadRecord.size(of: batch)
        let segment = try self.segment(for: size)
        let checksum = WriteAheadRecord.encode(
            batch, generation: segment.header.generation, previous: previous, into: &buffer)
        do throws(FileError) { try segment.append(buffer) } catch { throw .unknown(error) }
        previous = checksum
        nextIndex += UInt64(batch.entries.count)
    }

    enum Failure: Error {
        case lost(FileError)
        case unknown(FileError)
    }

    private func segment(for size: Int) throws(Failure) -> Segment {
        if let last = live.last?.segment, last.hasRoom(for: size) { return last }
        let path: String
        do throws(FileError) { path = try takeSpare(for: size) } catch {
            throw error.isSync ? .unknown(error) : .lost(error)
        }
        let header = SegmentHeader(
            generation: (0..<16).map { _ in UInt8.random(in: 0...255) }, sequence: nextSequence,
            firstIndex: nextIndex, previous: previous, origin: origin)
        let segment: Segment
        do throws(FileError) { segment = try Segment(starting: path, header: header, on: system) } catch {
            // Once the header may stand on the disk, no other file may begin at the same place.
            guard error.operation == "open" else { throw .unknown(error) }
            spares.append(path)
            throw .lost(error)
        }
        nextSequence += 1
        live.append((segment, nextIndex))
        return segment
    }

    private func takeSpare(for size: Int) throws(FileError) -> String {
        if SegmentHeader.size + size <= settings.segmentSize {
            if let spare = spares.popLast() { return spare }
            return try makeSegment(capacity: settings.segmentSize)
        }
        return try makeSegment(capacity: (SegmentHeader.size + size + 0xFFFFF) & ~0xFFFFF)
    }

    private func makeSegment(capacity: Int) throws(FileError) -> String {
        let path = takeName()
        try Segment.create(path, capacity: capacity, on: system)
        return path
    }

    private func takeName() -> String {
        defer { nextName += 1 }
        return "\(folder)/\(String(repeating: "0", count: max(0, 8 - String(nextName).count)))\(nextName)"
    }

    /// The path under which a spare segment should be made now, so that no writer waits for one; nil when there is one.
    func nameForSpare() -> String? { spares.isEmpty ? takeName() : nil }

    /// Takes a zero-filled segment that was made under a name from `nameForSpare`.
    func addSpare(_ path: String) { spares.append(path) }

    /// Gives back the segments all of whose entries come before `index`; one spare is kept, larger ones are removed.
    func release(before index: UInt64) throws(FileError) {
        while let path = discarded.last {
            try DurableFile.remove(path, on: system)
            discarded.removeLast()
        }
        while live.count > 1, live[1].firstIndex <= index {
            let segment = live.removeFirst().segment
            if segment.capacity == settings.segmentSize && spares.count < 2 {
                spares.append(segment.path)
            } else {
                try DurableFile.remove(segment.path, on: system)
            }
        }
    }
}
