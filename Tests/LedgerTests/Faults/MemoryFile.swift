import Glibc

/// A file of a `MemoryDisk`: what processes see, what the disk has, and which pages are on the way.
///
/// Unchecked: reached only under its disk's lock, but for mapped bytes, which belong to whoever mapped them.
final class MemoryFile: @unchecked Sendable {
    static let pageSize = 4096

    /// What a process sees; lent to a mapping when there is one.
    private var bytes: [UInt8] = []
    private var mapping: UnsafeMutableRawBufferPointer?
    /// Of a mapped file, what the kernel believes the disk to have: pages that differ are dirty.
    private var clean: [UInt8] = []
    /// What survives a power cut for certain.
    private(set) var durable: [UInt8] = []
    /// Pages written since the last sync.
    private var written: Set<Int> = []
    private var isSizeChanged = false

    init() {}

    /// A file that stands on a disk: nothing is on the way.
    init(durable: [UInt8]) {
        self.durable = durable
        bytes = durable
    }

    deinit { mapping?.deallocate() }

    var size: Int { mapping?.count ?? bytes.count }
    var content: [UInt8] { mapping.map { [UInt8]($0) } ?? bytes }

    func truncate() {
        isSizeChanged = isSizeChanged || !bytes.isEmpty
        bytes = []
        written = []
    }

    func extend(to count: Int) {
        guard count > bytes.count, mapping == nil else { return }
        bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        isSizeChanged = true
    }

    func write(_ new: UnsafeRawBufferPointer, at offset: Int) {
        extend(to: offset + new.count)
        withBytes { UnsafeMutableRawBufferPointer(rebasing: $0[offset..<offset + new.count]).copyMemory(from: new) }
        written.formUnion(offset / Self.pageSize...max(offset, offset + new.count - 1) / Self.pageSize)
    }

    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        withBytes { source in
            let count = max(0, min(target.count, source.count - offset))
            if count > 0 {
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
            }
            return count
        }
    }

    func map(_ count: Int) -> UnsafeMutableRawPointer? {
        if mapping == nil {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: Self.pageSize)
            memory.copyBytes(from: bytes.prefix(count))
            clean = bytes
            mapping = memory
            bytes = []
        }
        return mapping?.baseAddress
    }

    /// Writes what is dirty to the disk.
    func sync() {
        keep(dirtyPages)
        resizeDurable()
        settle()
    }

    /// Fails to write, and forgets that anything was dirty, as kernels do.
    func loseSync() { settle() }

    /// Some dirty pages reach the disk although nobody asked.
    func writeBack(_ choose: (Int) -> Bool) {
        let pages = dirtyPages.filter(choose)
        guard !pages.isEmpty else { return }
        if durable.count < size { resizeDurable() }
        keep(pages)
    }

    /// Pages that are not dirty are read from the disk again.
    func dropCache() {
        let dirty = dirtyPages
        withBytes { bytes in
            for page in 0..<(bytes.count + Self.pageSize - 1) / Self.pageSize where !dirty.contains(page) {
                for place in page * Self.pageSize..<min((page + 1) * Self.pageSize, bytes.count) {
                    bytes[place] = place < durable.count ? durable[place] : 0
                }
            }
        }
        if mapping != nil { clean = content }
    }

    /// The file after a power cut: each dirty page is there or not, and so is a new length.
    func afterPowerCut(_ choose: (Int) -> Bool) -> MemoryFile {
        let dirty = dirtyPages
        guard !dirty.isEmpty || isSizeChanged else { return MemoryFile(durable: durable) }
        let after = MemoryFile(durable: durable)
        if isSizeChanged && choose(-1) { after.durable = resized(after.durable, to: size) }
        withBytes { bytes in
            for page in dirty.sorted() where choose(page) {
                let end = min((page + 1) * Self.pageSize, bytes.count, after.durable.count)
                for place in page * Self.pageSize..<max(end, page * Self.pageSize) {
                    after.durable[place] = bytes[place]
                }
            }
        }
        after.bytes = after.durable
        return after
    }

    private var dirtyPages: Set<Int> {
        guard let mapping else { return written }
        var pages = written
        for page in 0..<(mapping.count + Self.pageSize - 1) / Self.pageSize {
            let range = page * Self.pageSize..<min((page + 1) * Self.pageSize, mapping.count)
            let isSame = clean.withUnsafeBytes { clean in
                range.upperBound <= clean.count
                    && memcmp(
                        clean.baseAddress! + range.lowerBound, mapping.baseAddress! + range.lowerBound, range.count)
                        == 0
            }
            if !isSame { pages.insert(page) }
        }
        return pages
    }

    private func keep(_ pages: some Sequence<Int>) {
        if durable.count < size { resizeDurable() }
        withBytes { source in
            for page in pages {
                let start = page * Self.pageSize
                let range = start..<max(start, min(start + Self.pageSize, source.count))
                durable.replaceSubrange(range, with: source[range])
            }
        }
    }

    private func resizeDurable() { durable = resized(durable, to: size) }

    private func resized(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        if bytes.count == count { return bytes }
        return bytes.count > count
            ? Array(bytes[..<count]) : bytes + [UInt8](repeating: 0, count: count - bytes.count)
    }

    private func settle() {
        written = []
        isSizeChanged = false
        if mapping != nil { clean = content }
    }

    private func withBytes<T>(_ body: (UnsafeMutableRawBufferPointer) -> T) -> T {
        if let mapping { return body(mapping) }
        return bytes.withUnsafeMutableBytes(body)
    }
}
