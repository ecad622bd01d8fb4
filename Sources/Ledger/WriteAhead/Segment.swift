import DurableFiles
import Glibc

/// A write-ahead segment that is open for writing: a file whose every byte was written and synced before use, so
/// that a later write changes no metadata and one `fdatasync` is one write to the disk.
final class Segment {
    let path: String
    let capacity: Int
    private(set) var header: SegmentHeader
    private(set) var end: Int
    private let file: File

    /// Makes a zero-filled file of `capacity` bytes, durable under its name.
    static func create(_ path: String, capacity: Int, on system: any FileSystem) throws(FileError) {
        let unfinished = path + ".making"
        do throws(FileError) {
            let file = try File(creating: unfinished, mode: 0o600, on: system)
            try file.reserve(capacity)  // a full disk is met before anything is written
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            var done = 0
            while done < capacity {
                let step = min(zeros.count, capacity - done)
                try file.write(step == zeros.count ? zeros : Array(zeros[..<step]), at: done)
                done += step
            }
            try file.sync()
            try DurableFile.rename(unfinished, to: path, on: system)
        } catch {
            try? DurableFile.remove(unfinished, on: system)
            throw error
        }
        try DurableFile.syncFolder(DurableFile.parent(of: path), on: system)
    }

    /// Takes a file into use under a new header.
    init(starting path: String, header: SegmentHeader, on system: any FileSystem) throws(FileError) {
        file = try File(path, O_RDWR, on: system)
        self.path = path
        self.header = header
        capacity = try file.size()
        end = SegmentHeader.size
        try file.write(header.bytes, at: 0)
        try file.syncData()
    }

    /// Goes on in a segment that was found.
    init(continuing found: WriteAheadRecovery.FoundSegment, on system: any FileSystem) throws(FileError) {
        file = try File(found.path, O_RDWR, on: system)
        path = found.path
        header = found.header
        end = found.end
        capacity = try file.size()
    }

    /// Makes durable what was found written last: the process that wrote it may have died before its sync, or of a
    /// failed one, after which the kernel takes for clean what never reached the disk. So it is written again.
    func settle(_ last: [UInt8], at offset: Int) throws(FileError) {
        try file.write(last, at: offset)
        try file.syncData()
    }

    func hasRoom(for count: Int) -> Bool { capacity - end >= count }

    /// Writes one record at the end and syncs it.
    func append(_ record: [UInt8]) throws(FileError) {
        try file.write(record, at: end)
        try file.syncData()
        end += record.count
    }
}
