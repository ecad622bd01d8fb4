import DurableFiles

/// Makes a write-ahead log in an empty folder, for a log that was put together from copies.
struct FreshWriteAhead {
    let folder: String
    /// SHA-256 of the log's origin.
    let origin: [UInt8]
    let settings: DirectoryStorage.Settings

    /// Bytes of a record at most, unless one entry is larger.
    private static let recordBytes = 4 << 20

    /// Writes the entries from `index` on, each durable when this returns.
    func make(from index: UInt64, _ entries: [StoredEntry], on system: any FileSystem = SystemFiles()) throws(FileError)
    {
        try DurableFile.makeFolder(folder, mode: 0o700, on: system)
        let log = try WriteAheadLog(
            beginningAt: index, in: folder, origin: origin,
            settings: .init(segmentSize: settings.segmentSize, recordLimit: settings.recordLimit), on: system)
        var rest = entries[...]
        while let first = rest.first {
            var size = 0
            let part = rest.prefix { entry in
                size += entry.entry.count + entry.sealed.count
                return entry.index == first.index || size <= Self.recordBytes
            }
            rest = rest.dropFirst(part.count)
            let batch = Batch(firstIndex: first.index, entries: part.map(\.entry), sealed: part.map(\.sealed))
            do throws(WriteAheadLog.Failure) { try log.append(batch) } catch {
                switch error {
                case .lost(let reason), .unknown(let reason): throw reason
                }
            }
        }
    }
}
