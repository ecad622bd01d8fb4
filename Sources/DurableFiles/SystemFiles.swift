import CLinux
import Glibc

/// The file system of this machine: nothing but the system calls.
package struct SystemFiles: FileSystem {
    package init() {}

    package var boot: BootID? { BootID.current }

    package func open(_ path: String, _ flags: Int32, mode: UInt32) -> Int {
        answer { Int(Glibc.open(path, flags | O_CLOEXEC, mode)) }
    }

    package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    package func size(of descriptor: Int32) -> Int {
        var status = stat()
        let result = answer { Int(fstat(descriptor, &status)) }
        return result < 0 ? result : Int(status.st_size)
    }

    package func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        answer { pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) }
    }

    package func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        answer { pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) }
    }

    package func syncData(_ descriptor: Int32) -> Int { answer { Int(fdatasync(descriptor)) } }

    package func sync(_ descriptor: Int32) -> Int { answer { Int(fsync(descriptor)) } }

    package func reserve(_ descriptor: Int32, _ count: Int) -> Int {
        -Int(posix_fallocate(descriptor, 0, off_t(count)))
    }

    package func dropCache(_ descriptor: Int32) { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }

    package func startWriting(_ descriptor: Int32) {
        _ = sync_file_range(descriptor, 0, 0, muster_sync_file_range_write)
    }

    package func map(_ descriptor: Int32, _ count: Int) -> Int { map(descriptor, count, PROT_READ | PROT_WRITE) }

    package func mapForReading(_ descriptor: Int32, _ count: Int) -> Int { map(descriptor, count, PROT_READ) }

    private func map(_ descriptor: Int32, _ count: Int, _ access: Int32) -> Int {
        let address = mmap(nil, count, access, MAP_SHARED, descriptor, 0)
        return address == MAP_FAILED ? -Int(errno) : Int(bitPattern: address)
    }

    package func unmap(_ address: UnsafeMutableRawPointer, _ count: Int) { munmap(address, count) }

    package func rename(_ old: String, to new: String) -> Int { answer { Int(Glibc.rename(old, new)) } }

    package func remove(_ path: String) -> Int { answer { Int(unlink(path)) } }

    package func makeFolder(_ path: String, mode: UInt32) -> Int { answer { Int(mkdir(path, mode)) } }

    package func removeFolder(_ path: String) -> Int { answer { Int(rmdir(path)) } }

    package func kind(of path: String) -> Int {
        var status = stat()
        let result = answer { Int(stat(path, &status)) }
        return result < 0 ? result : Int(status.st_mode & S_IFMT)
    }

    package func list(_ path: String, into names: inout [String]) -> Int {
        guard let stream = opendir(path) else { return -Int(errno) }
        defer { closedir(stream) }
        while true {
            errno = 0  // the end and a failure look alike but for this
            guard let entry = readdir(stream) else { return -Int(errno) }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Repeats a call that a signal interrupted; gives a failure as its error number, negated.
    @inline(__always)
    private func answer(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if errno != EINTR { return -Int(errno) }
        }
    }
}
