import CLinux
import Glibc

/// An open file descriptor, closed when it goes out of scope. Every call names its file when it fails.
package struct File: ~Copyable {
    package let descriptor: Int32
    package let path: String

    /// Opens `path` with the flags of `open(2)`; `O_CLOEXEC` is always set.
    package init(_ path: String, _ flags: Int32, mode: UInt32 = 0o644) throws(FileError) {
        let descriptor = retrying { Glibc.open(path, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw FileError("open", path, errno: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { Glibc.close(descriptor) }

    /// The length in bytes.
    package func size() throws(FileError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("look at", path, errno: errno) }
        return Int(status.st_size)
    }

    /// Writes all of `bytes` at `offset`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = retrying {
                pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
            }
            guard count > 0 else { throw FileError("write", path, errno: count < 0 ? errno : ENOSPC) }
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
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let place = done
                let step = retrying {
                    pread(descriptor, buffer.baseAddress! + place, count - place, off_t(offset + place))
                }
                if step < 0 { failure = errno }
                if step <= 0 { return }
                done += step
            }
        }
        guard failure == 0 else { throw FileError("read", path, errno: failure) }
        return bytes
    }

    /// Forces data, and the metadata needed to read it back, to the disk. A failure must not be retried:
    /// the kernel may have dropped the pages already.
    package func syncData() throws(FileError) {
        guard retrying({ Int(fdatasync(descriptor)) }) == 0 else { throw FileError("sync", path, errno: errno) }
    }

    /// Asks the disk to begin writing what is not written yet, without waiting: a later `sync` then waits for less.
    ///
    /// A hint only: nothing is durable because of it, and its failure is the later sync's to report.
    package func startWriting() { _ = sync_file_range(descriptor, 0, 0, muster_sync_file_range_write) }

    package func sync() throws(FileError) {
        guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw FileError("sync", path, errno: errno) }
    }

    /// Reserves blocks for the first `count` bytes, so that later writes there cannot run out of space.
    package func reserve(_ count: Int) throws(FileError) {
        let number = posix_fallocate(descriptor, 0, off_t(count))
        guard number == 0 else { throw FileError("reserve \(count) bytes for", path, errno: number) }
    }
}

/// Repeats a system call that a signal interrupted.
@inline(__always)
func retrying<T: SignedInteger>(_ call: () -> T) -> T {
    while true {
        let result = call()
        if result == -1 && errno == EINTR { continue }
        return result
    }
}
