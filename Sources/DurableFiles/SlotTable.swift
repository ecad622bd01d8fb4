import Glibc

/// A hash table in a file: 32-byte keys, values of one fixed size, open addressing, mapped into memory by pages.
///
/// For indexes too large to be held in memory whole. Not thread-safe: the owner serialises. What was put is readable
/// at once and survives the end of the process; it survives power loss after `sync`. Every slot carries a checksum,
/// so that a slot torn by power loss reads as dead instead of wrong. Space is reserved before it is mapped: a full
/// disk is an error from `put`, never a fault.
///
/// A slot is `key 32 || value || check 8`; the first page is the header: magic, value size, number of slots, mark.
package final class SlotTable {
    package let path: String
    package let valueSize: Int
    /// How many keys have a value.
    package private(set) var count = 0
    /// The owner's watermark as of the last `sync(mark:)`: everything before it is in the table for certain.
    package var mark: UInt64 { map.mark }
    private var used = 0
    private let isWritable: Bool
    private(set) var map: SlotMap

    /// Opens the table, or makes an empty one.
    ///
    /// - Throws: `FileError` when the file cannot be used or is not a table of this value size.
    package init(path: String, valueSize: Int, capacity: Int = 4096) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        isWritable = true
        if DurableFile.exists(path) {
            map = try SlotMap(opening: path, valueSize: valueSize)
        } else {
            map = try SlotMap(creating: path, valueSize: valueSize, capacity: capacity, mark: 0)
        }
        countSlots()
    }

    /// Opens a table for reading alone: nothing of it can be changed, and the right to read is enough.
    ///
    /// - Throws: `FileError` when the file is missing, cannot be read, or is not a table of this value size.
    package init(reading path: String, valueSize: Int) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        isWritable = false
        map = try SlotMap(opening: path, valueSize: valueSize, isWritable: false)
        countSlots()
    }

    private func countSlots() {
        for slot in 0..<map.capacity {
            switch map.state(slot) {
            case .empty: continue
            case .live: count += 1
            case .dead: break
            }
            used += 1
        }
    }

    /// The value of a key.
    package func value(for key: SlotKey) -> [UInt8]? {
        withValue(for: key) { [UInt8]($0) }
    }

    /// Lends the bytes of a key's value, without copying them.
    package func withValue<T>(for key: SlotKey, _ body: (UnsafeRawBufferPointer) -> T) -> T? {
        guard let slot = find(key).live else { return nil }
        return body(UnsafeRawBufferPointer(map.value(slot)))
    }

    /// Sets the value of a key; `value` has exactly `valueSize` bytes.
    package func put(_ key: SlotKey, _ value: UnsafeRawBufferPointer) throws(FileError) {
        guard isWritable else { throw FileError("write", path, content: "it was opened for reading") }
        precondition(value.count == valueSize, "a value of \(value.count) bytes in a table of \(valueSize)")
        var place = find(key)
        if place.live == nil, (used + 1) * 10 > map.capacity * 7 {
            try grow()
            place = find(key)
        }
        if place.live == nil { count += 1; used += 1 }
        map.write(place.live ?? place.free, key, value)
    }

    package func put(_ key: SlotKey, _ value: [UInt8]) throws(FileError) {
        let result = value.withUnsafeBytes { buffer -> Result<Void, FileError> in
            do throws(FileError) { return .success(try put(key, buffer)) } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Overwrites the value of a key, and any stale copy of it left by a crash, with zeros in place.
    ///
    /// - Returns: whether there was one. The bytes are gone from the disk after the next `sync`.
    package func erase(_ key: SlotKey) -> Bool {
        precondition(isWritable, "a table that was opened for reading does not change")
        var found = false
        for slot in probe(key) {
            if map.state(slot) == .empty { break }
            guard map.key(slot) == key else { continue }
            if map.state(slot) == .live { count -= 1; found = true }
            map.kill(slot)
        }
        return found
    }

    /// Makes everything put so far survive power loss.
    package func sync() throws(FileError) { try map.sync() }

    /// Makes everything put so far survive power loss, then sets the watermark and makes that durable too.
    package func sync(mark: UInt64) throws(FileError) {
        try ticket().complete(mark: mark)
    }

    /// Visits every key and value, in no particular order.
    package func forEach(_ body: (SlotKey, UnsafeRawBufferPointer) -> Void) {
        for slot in 0..<map.capacity where map.state(slot) == .live {
            body(map.key(slot), UnsafeRawBufferPointer(map.value(slot)))
        }
    }

    private func probe(_ key: SlotKey) -> some Sequence<Int> {
        let mask = map.capacity - 1
        let home = Int(truncatingIfNeeded: key.words.0) & mask
        return (0..<map.capacity).lazy.map { (home + $0) & mask }
    }

    private func find(_ key: SlotKey) -> (live: Int?, free: Int) {
        for slot in probe(key) {
            switch map.state(slot) {
            case .empty: return (nil, slot)
            case .live where map.key(slot) == key: return (slot, slot)
            default: continue
            }
        }
        preconditionFailure("a slot table is never full: it grows at seven tenths")
    }

    /// Copies the live slots into a table of twice the size and puts it in this one's place.
    private func grow() throws(FileError) {
        let larger = path + ".new"
        try DurableFile.remove(larger)
        let next = try SlotMap(creating: larger, valueSize: valueSize, capacity: map.capacity * 2, mark: mark)
        let old = map
        map = next
        for slot in 0..<old.capacity where old.state(slot) == .live {
            let key = old.key(slot)
            map.write(find(key).free, key, UnsafeRawBufferPointer(old.value(slot)))
        }
        do throws(FileError) {
            try map.sync()
            try DurableFile.rename(larger, to: path)
            try DurableFile.syncFolder(DurableFile.parent(of: path))
        } catch {
            map = old
            throw error
        }
        used = count
    }
}
