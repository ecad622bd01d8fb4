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
    static func create(_ path: String, capacity: Int) throws(FileError) {
        let unfinished = path + ".making"
        do throws(FileError) {
            let file = try File(unfinished, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            var done = 0
            while done < capacity {
                let step = min(zeros.count, capacity - done)
                try file.write(step == zeros.count ? zeros : Array(zeros[..<step]), at: done)
                done += step
            }
            try file.sync()
        } catch {
            unlink(unfinished)
            throw error
        }
        try DurableFile.rename(unfinished, to: path)
        try DurableFile.syncFolder(DurableFile.parent(of: path))
    }

    /// Takes a file into use under a new header.
    init(starting path: String, header: SegmentHeader) throws(FileError) {
        file = try File(path, O_RDWR)
        self.path = path
        self.header = header
        capacity = try file.size()
        end = SegmentHeader.size
        try file.write(header.bytes, at: 0)
        try file.syncData()
    }

    /// Goes on in a segment whose records end at `end`.
    init(continuing path: String, header: SegmentHeader, end: Int) throws(FileError) {
        file = try File(path, O_RDWR)
        self.path = path
        self.header = header
        self.end = end
        capacity = try file.size()
    }

    func hasRoom(for count: Int) -> Bool { capacity - end >= count }

    /// Writes one record at the end and syncs it.
    func append(_ record: [UInt8]) throws(FileError) {
        try file.write(record, at: end)
        try file.syncData()
        end += record.count
    }
}
