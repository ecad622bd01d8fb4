import Glibc

/// An open file descriptor, closed when it goes out of scope. Every call names its file when it fails.
package struct File: ~Copyable {
    package let path: String
    let descriptor: Int32
    let system: any FileSystem

    /// Opens `path` with the flags of `open(2)`; `O_CLOEXEC` is always set.
    package init(
        _ path: String, _ flags: Int32, mode: UInt32 = 0o644, on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        descriptor = Int32(try FileError.check(system.open(path, flags, mode: mode), "open", path))
        self.path = path
        self.system = system
    }

    /// Makes a new file for reading and writing. What stands under its name is removed, not written into: it may be known
    /// by another name as well.
    package init(
        creating path: String, mode: UInt32 = 0o644, on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        let flags = O_RDWR | O_CREAT | O_EXCL
        var answer = system.open(path, flags, mode: mode)
        if answer == -Int(EEXIST) {
            try DurableFile.remove(path, on: system)
            answer = system.open(path, flags, mode: mode)
        }
        descriptor = Int32(try FileError.check(answer, "create", path))
        self.path = path
        self.system = system
    }

    deinit { system.close(descriptor) }

    /// The length in bytes.
    package func size() throws(FileError) -> Int {
        try FileError.check(system.size(of: descriptor), "look at", path)
    }

    /// Writes all of `bytes` at `offset`, in as many calls as it takes.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = try FileError.check(system.write(descriptor, rest, at: offset + done), "write", path)
            guard count > 0 else { throw FileError("write", path, errno: ENOSPC) }
            done += count
        }
    }

    package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        let result = bytes.withUnsafeBytes { buffer -> Result<Void, FileError> in
            do throws(FileError) { return .success(try write(buffer, at: offset)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Reads at most `count` bytes from `offset`; fewer only at the end of the file.
    package func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failure = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let rest = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[done...]))
                let step = system.read(descriptor, into: rest, at: offset + done)
                if step < 0 { failure = step }
                if step <= 0 { return }
                done += step
            }
        }
        try FileError.check(failure, "read", path)
        return bytes
    }

    /// Forces data, and the metadata needed to read it back, to the disk. A failure must not be retried:
    /// the kernel may have dropped the pages already.
    package func syncData() throws(FileError) { try FileError.check(system.syncData(descriptor), "sync", path) }

    /// Asks the disk to begin writing what is not written yet, without waiting: a later `sync` then waits for less.
    ///
    /// A hint only: nothing is durable because of it, and its failure is the later sync's to report.
    package func startWriting() { system.startWriting(descriptor) }

    package func sync() throws(FileError) { try FileError.check(system.sync(descriptor), "sync", path) }

    /// Reserves blocks for the first `count` bytes, so that later writes there cannot run out of space.
    package func reserve(_ count: Int) throws(FileError) {
        try FileError.check(system.reserve(descriptor, count), "reserve \(count) bytes for", path)
    }

    /// Makes the next read one of the disk itself, as far as the kernel lets go of its cached pages. Those that are
    /// dirty stay.
    package func dropCache() { system.dropCache(descriptor) }

    /// Maps the first `count` bytes; the mapping outlives the descriptor.
    func map(_ count: Int, isWritable: Bool) throws(FileError) -> UnsafeMutableRawPointer {
        let mapped = isWritable ? system.map(descriptor, count) : system.mapForReading(descriptor, count)
        let address = try FileError.check(mapped, "map", path)
        guard let base = UnsafeMutableRawPointer(bitPattern: address) else {
            throw FileError("map", path, errno: ENOMEM)
        }
        return base
    }
}
