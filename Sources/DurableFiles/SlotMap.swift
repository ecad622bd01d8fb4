import Glibc

/// The mapped bytes of a slot table: where each slot is and whether its checksum holds.
///
/// Unchecked: slots are touched by the table's one owner; another thread may only sync
/// pages, and set the mark or take back the trust in the counts, each a word of its own in the header.
final class SlotMap: @unchecked Sendable {
    enum State { case empty, live, dead }

    static let headerSize = 4096
    private static let magic: UInt64 = 0x3174_7265_7473_756D  // "musterts1", little-endian, shortened

    let capacity: Int
    private let valueSize: Int
    private let slotSize: Int
    private let length: Int
    private let base: UnsafeMutableRawPointer
    private let file: File

    /// Makes a file with room for `capacity` slots (rounded up to a power of two), all empty.
    convenience init(
        creating path: String, valueSize: Int, capacity: Int, mark: UInt64, on system: any FileSystem
    ) throws(FileError) {
        let capacity = max(16, 1 << (Int.bitWidth - (max(capacity, 2) - 1).leadingZeroBitCount))
        let length = Self.headerSize + capacity * Self.slotSize(valueSize)
        let unfinished = path + ".making"
        do throws(FileError) {
            let file = try File(creating: unfinished, mode: 0o600, on: system)
            try file.reserve(length)
            var header = [UInt8](repeating: 0, count: Self.headerSize)
            header.withUnsafeMutableBytes { bytes in
                bytes.storeBytes(of: Self.magic.littleEndian, toByteOffset: 0, as: UInt64.self)
                bytes.storeBytes(of: UInt64(valueSize).littleEndian, toByteOffset: 8, as: UInt64.self)
                bytes.storeBytes(of: UInt64(capacity).littleEndian, toByteOffset: 16, as: UInt64.self)
                bytes.storeBytes(of: mark.littleEndian, toByteOffset: SlotHeader.mark.rawValue, as: UInt64.self)
                let boot = system.boot?.words ?? (0, 0)
                bytes.storeBytes(of: boot.0.littleEndian, toByteOffset: SlotHeader.boot.rawValue, as: UInt64.self)
                bytes.storeBytes(of: boot.1.littleEndian, toByteOffset: SlotHeader.bootEnd.rawValue, as: UInt64.self)
            }
            try file.write(header, at: 0)
            try file.sync()
            try DurableFile.rename(unfinished, to: path, on: system)
        } catch {
            _ = system.remove(unfinished)
            throw error
        }
        try DurableFile.syncFolder(DurableFile.parent(of: path), on: system)
        try self.init(opening: path, valueSize: valueSize, on: system)
    }

    /// Maps a file. With `fromDisk`, and whenever its counts are not of this run of the machine, what an earlier process
    /// left, name and content, is first made durable or, if its sync failed, let go, so that what is read is what the
    /// disk has. A map that is not writable may only be read.
    init(
        opening path: String, valueSize: Int, isWritable: Bool = true, fromDisk: Bool = false,
        on system: any FileSystem
    ) throws(FileError) {
        file = try File(path, isWritable ? O_RDWR : O_RDONLY, on: system)
        var words = try Self.header(of: file, path)
        let boot = BootID(words[SlotHeader.boot.rawValue / 8], words[SlotHeader.bootEnd.rawValue / 8])
        if fromDisk || isWritable && (boot == nil || boot != system.boot) {
            try file.sync()
            try DurableFile.syncFolder(DurableFile.parent(of: path), on: system)
            file.dropCache()
            words = try Self.header(of: file, path)
        }
        let size = try file.size()
        guard words[0] == Self.magic, words[1] == UInt64(valueSize), words[2] <= 1 << 40, words[2].nonzeroBitCount == 1,
            size == Self.headerSize + Int(words[2]) * Self.slotSize(valueSize)
        else { throw FileError("open", path, content: "it is not a table of \(valueSize)-byte values, or it is cut") }
        base = try file.map(size, isWritable: isWritable)
        self.valueSize = valueSize
        slotSize = Self.slotSize(valueSize)
        capacity = Int(words[2])
        length = size
    }

    /// The words of the header page.
    private static func header(of file: borrowing File, _ path: String) throws(FileError) -> [UInt64] {
        let header = try file.read(headerSize, at: 0)
        guard header.count == headerSize else { throw FileError("open", path, content: "the table is cut short") }
        return header.withUnsafeBytes { bytes in
            (0..<headerSize / 8).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
    }

    deinit { file.system.unmap(base, length) }

    subscript(field: SlotHeader) -> UInt64 {
        get { UInt64(littleEndian: base.load(fromByteOffset: field.rawValue, as: UInt64.self)) }
        set { base.storeBytes(of: newValue.littleEndian, toByteOffset: field.rawValue, as: UInt64.self) }
    }

    /// The run of the machine under which the header's counts are right: written with every change, they are as much to
    /// be trusted as the slots, so long as the page cache stands.
    var boot: BootID? {
        get { BootID(self[.boot], self[.bootEnd]) }
        set {
            self[.boot] = newValue?.words.0 ?? 0
            self[.bootEnd] = newValue?.words.1 ?? 0
        }
    }

    private static func slotSize(_ valueSize: Int) -> Int { (32 + valueSize + 8 + 7) & ~7 }

    private func slot(_ number: Int) -> UnsafeMutableRawPointer { base + Self.headerSize + number * slotSize }

    func key(_ number: Int) -> SlotKey {
        SlotKey(UnsafeRawBufferPointer(start: slot(number), count: 32))!  // exactly 32 bytes
    }

    func value(_ number: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: slot(number) + 32, count: valueSize)
    }

    /// Empty: no checksum. Live: the checksum holds. Dead: erased, or torn by a crash.
    func state(_ number: Int) -> State {
        let written = slot(number).load(fromByteOffset: slotSize - 8, as: UInt64.self)
        if written == 0 { return isZero(number) ? .empty : .dead }
        return written == check(number) ? .live : .dead
    }

    func write(_ number: Int, _ key: SlotKey, _ value: UnsafeRawBufferPointer) {
        withUnsafeBytes(of: key.words) { slot(number).copyMemory(from: $0.baseAddress!, byteCount: 32) }
        self.value(number).copyMemory(from: value)
        slot(number).storeBytes(of: check(number), toByteOffset: slotSize - 8, as: UInt64.self)
    }

    /// Zeroes the value; the key stays, so that keys placed behind it are still found.
    func kill(_ number: Int) {
        _ = value(number).initializeMemory(as: UInt8.self, repeating: 0)
        slot(number).storeBytes(of: ~check(number) | 1, toByteOffset: slotSize - 8, as: UInt64.self)
    }

    /// Zeroes the value of a key and of every stale copy of it. Returns whether it had one.
    func erase(_ key: SlotKey) -> Bool {
        var found = false
        for slot in probe(key) {
            let state = state(slot)
            if state == .empty { break }
            guard self.key(slot) == key else { continue }
            kill(slot)
            guard state == .live else { continue }
            self[.live] -= min(self[.live], 1)
            found = true
        }
        return found
    }

    /// The slot that holds a key, and the one where its value would go.
    func find(_ key: SlotKey) -> (live: Int?, free: Int) {
        for slot in probe(key) {
            switch state(slot) {
            case .empty: return (nil, slot)
            case .live where self.key(slot) == key: return (slot, slot)
            default: continue
            }
        }
        preconditionFailure("a slot table is never full: it grows at seven tenths")
    }

    /// The slots where a key may stand, in order; an empty one ends the search.
    func probe(_ key: SlotKey) -> some Sequence<Int> {
        let mask = capacity - 1
        let home = Int(truncatingIfNeeded: key.words.0) & mask
        return (0..<capacity).lazy.map { (home + $0) & mask }
    }

    /// Makes what was stored in the mapping durable. After a failure pages may have gone back to what the disk has, so the
    /// counts are not trusted any more.
    func sync() throws(FileError) {
        do throws(FileError) { try file.sync() } catch {
            boot = nil
            throw error
        }
    }

    private func isZero(_ number: Int) -> Bool {
        let words = slot(number).assumingMemoryBound(to: UInt64.self)
        return (0..<slotSize / 8).allSatisfy { words[$0] == 0 }
    }

    /// FNV-1a over the slot's words, never 0: a guard against torn and flipped bits, not against an adversary.
    private func check(_ number: Int) -> UInt64 {
        let words = slot(number).assumingMemoryBound(to: UInt64.self)
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for place in 0..<(slotSize / 8 - 1) {
            sum = (sum ^ words[place]) &* 0x0000_0100_0000_01B3
            sum ^= sum >> 29
        }
        return sum | 1
    }
}
