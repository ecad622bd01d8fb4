import Glibc

/// A hash table in a file: 32-byte keys, values of one fixed size, open addressing, mapped into memory by pages.
///
/// For indexes too large to be held in memory whole. Not thread-safe: the owner serialises. What was put is readable
/// at once and survives the end of the process; it survives power loss after `sync`. Every slot carries a checksum,
/// so that a slot torn by power loss reads as dead instead of wrong. Space is reserved before it is mapped: a full
/// disk is an error from `makeRoom` or `put`, never a fault.
///
/// A slot is `key 32 || value || check 8`; the first page is the header: magic, value size, number of slots,
/// and the numbers of `SlotHeader`.
package final class SlotTable {
    package let path: String
    package let valueSize: Int
    /// How many keys have a value.
    package var count: Int { Int(clamping: map[.live]) }
    /// The owner's watermark: everything before it is in the table for certain. After a power cut what the last
    /// `sync(mark:)` said, otherwise what was set last.
    package var mark: UInt64 {
        get { map[.reached] }
        set { map[.reached] = newValue }
    }
    /// A number of the owner's, zero at first, kept beside the counts; lost with them, see `isCounted`.
    package var note: UInt64 {
        get { map[.note] }
        set { map[.note] = newValue }
    }
    /// Whether the counts of an earlier process could be used; otherwise every slot was looked at when the table was
    /// opened, and `note` is zero.
    package private(set) var isCounted = true
    /// Slots that are not empty.
    private var used: Int { Int(clamping: map[.used]) }
    private let isWritable: Bool
    private var map: SlotMap
    /// Set when it is not known under which name the disk has this table: nothing is promised any more.
    private var doubt: FileError?
    private let system: any FileSystem

    /// Opens the table, or makes an empty one.
    ///
    /// `fromDisk` is for what cannot be rebuilt: then everything that is found is durable, also when the process before
    /// died, or its sync failed.
    ///
    /// - Throws: `FileError` when the file cannot be used or is not a table of this value size.
    package init(
        path: String, valueSize: Int, capacity: Int = 4096, fromDisk: Bool = false,
        on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        isWritable = true
        self.system = system
        // Only a name that is certainly not there is made: a table that cannot be looked at is not replaced.
        do throws(FileError) {
            map = try SlotMap(opening: path, valueSize: valueSize, fromDisk: fromDisk, on: system)
        } catch  where error.isMissing {
            map = try SlotMap(creating: path, valueSize: valueSize, capacity: capacity, mark: 0, on: system)
        }
        takeCounts()
    }

    /// Opens a table for reading alone: nothing of it can be changed, and the right to read is enough.
    ///
    /// - Throws: `FileError` when the file is missing, cannot be read, or is not a table of this value size.
    package init(reading path: String, valueSize: Int) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        isWritable = false
        system = SystemFiles()
        map = try SlotMap(opening: path, valueSize: valueSize, isWritable: false, on: system)
    }

    /// Uses the counts in the header when they are of this run of the machine, and otherwise counts.
    private func takeCounts() {
        let boot = system.boot
        if boot != nil, map.boot == boot, map[.live] <= map[.used], map[.used] <= UInt64(map.capacity) { return }
        isCounted = false
        var (used, live): (UInt64, UInt64) = (0, 0)
        for slot in 0..<map.capacity {
            switch map.state(slot) {
            case .empty: continue
            case .live: live += 1
            case .dead: break
            }
            used += 1
        }
        map.boot = nil
        (map[.used], map[.live], map[.note], map[.reached]) = (used, live, 0, map[.mark])
        map.boot = boot
    }

    /// The value of a key.
    package func value(for key: SlotKey) -> [UInt8]? {
        withValue(for: key) { [UInt8]($0) }
    }

    /// Lends the bytes of a key's value, without copying them.
    package func withValue<T>(for key: SlotKey, _ body: (UnsafeRawBufferPointer) -> T) -> T? {
        guard let slot = map.find(key).live else { return nil }
        return body(UnsafeRawBufferPointer(map.value(slot)))
    }

    /// Makes sure that so many new keys can be put without asking the disk for space.
    package func makeRoom(for keys: Int) throws(FileError) {
        if (used + keys) * 10 > map.capacity * 7 { try grow(for: keys) }
    }

    /// Sets the value of a key; `value` has exactly `valueSize` bytes.
    ///
    /// - Throws: when there is no room and none can be made; nothing is changed then.
    package func put(_ key: SlotKey, _ value: UnsafeRawBufferPointer) throws(FileError) {
        guard isWritable else { throw FileError("write", path, content: "it was opened for reading") }
        precondition(value.count == valueSize, "a value of \(value.count) bytes in a table of \(valueSize)")
        var place = map.find(key)
        if place.live == nil, (used + 1) * 10 > map.capacity * 7 {
            try grow(for: 1)
            place = map.find(key)
        }
        if place.live == nil {
            // Before the slot, so that a kill in between never leaves more slots than are counted.
            map[.used] += 1
            map[.live] += 1
        }
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
        for slot in map.probe(key) {
            if map.state(slot) == .empty { break }
            guard map.key(slot) == key else { continue }
            let isLive = map.state(slot) == .live
            map.kill(slot)
            if isLive { map[.live] -= min(map[.live], 1); found = true }
        }
        return found
    }

    /// Makes everything put so far survive power loss.
    package func sync() throws(FileError) {
        if let doubt { throw doubt }
        try map.sync()
    }

    /// Makes everything put so far survive power loss, then sets the watermark and makes that durable too.
    package func sync(mark: UInt64) throws(FileError) {
        self.mark = max(mark, self.mark)
        try ticket().complete(mark: mark)
    }

    package func ticket() -> SyncTicket { SyncTicket(map: map, doubt: doubt) }

    /// Visits every key and value, in no particular order.
    package func forEach(_ body: (SlotKey, UnsafeRawBufferPointer) -> Void) {
        for slot in 0..<map.capacity where map.state(slot) == .live {
            body(map.key(slot), UnsafeRawBufferPointer(map.value(slot)))
        }
    }

    /// Copies what is live into a table that is at most half full with `keys` more, and puts it in this one's place.
    private func grow(for keys: Int) throws(FileError) {
        let larger = path + ".new"
        try DurableFile.remove(larger, on: system)
        var capacity = map.capacity
        while (count + keys) * 2 > capacity { capacity *= 2 }
        let next = try SlotMap(creating: larger, valueSize: valueSize, capacity: capacity, mark: map[.mark], on: system)
        let copied = UInt64(copyLive(to: next))
        (next[.used], next[.live], next[.note], next[.reached]) = (copied, copied, map[.note], map[.reached])
        next.boot = map.boot
        do throws(FileError) {
            try next.sync()
            try DurableFile.rename(larger, to: path, on: system)
        } catch {
            // A rename may take place and its answer be lost.
            let standing = system.kind(of: larger)
            if standing >= 0 { _ = system.remove(larger) } else if standing != -Int(ENOENT) { doubt = error }
            guard standing == -Int(ENOENT) else { throw error }
        }
        // From here on the new file has the name, for everybody who opens it: there is no way back to the old one.
        map = next
        do throws(FileError) {
            try DurableFile.syncFolder(DurableFile.parent(of: path), on: system)
            doubt = nil
        } catch { doubt = error }
    }

    /// Copies the slots that a search finds. A copy that power loss left behind its key's new place is not found, and
    /// must not overwrite the newer value.
    private func copyLive(to next: SlotMap) -> Int {
        var copied = 0
        for slot in 0..<map.capacity where map.state(slot) == .live {
            let key = map.key(slot)
            guard map.find(key).live == slot else { continue }
            next.write(next.find(key).free, key, UnsafeRawBufferPointer(map.value(slot)))
            copied += 1
        }
        return copied
    }
}
