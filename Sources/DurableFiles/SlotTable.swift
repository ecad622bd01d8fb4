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
    var used: Int { Int(clamping: map[.used]) }
    private let isWritable: Bool
    var map: SlotMap
    /// The larger file that this one is being copied into.
    var growth: SlotGrowth?
    /// How many slots must be used before a growth is begun that could not be begun before.
    var nextTry = 0
    /// Slots from which on a table is copied a few at a time.
    let gradualFrom: Int
    /// Set when it is not known under which name the disk has this table: nothing is promised any more.
    var doubt: FileError?
    let system: any FileSystem

    /// Opens the table, or makes an empty one.
    ///
    /// `fromDisk` is for what cannot be rebuilt: then everything that is found is durable, also when the process before
    /// died, or its sync failed.
    ///
    /// - Throws: `FileError` when the file cannot be used or is not a table of this value size.
    package init(
        path: String, valueSize: Int, capacity: Int = 4096, fromDisk: Bool = false, gradualFrom: Int = 1 << 16,
        on system: any FileSystem = SystemFiles()
    ) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        self.gradualFrom = gradualFrom
        isWritable = true
        self.system = system
        // Only a name that is certainly not there is made: a table that cannot be looked at is not replaced.
        do throws(FileError) {
            map = try SlotMap(opening: path, valueSize: valueSize, fromDisk: fromDisk, on: system)
        } catch  where error.isMissing {
            map = try SlotMap(creating: path, valueSize: valueSize, capacity: capacity, mark: 0, on: system)
        }
        // What a growth left that a crash ended.
        try DurableFile.remove(path + ".new", on: system)
        takeCounts()
    }

    /// Opens a table for reading alone: nothing of it can be changed, and the right to read is enough.
    ///
    /// - Throws: `FileError` when the file is missing, cannot be read, or is not a table of this value size.
    package init(reading path: String, valueSize: Int) throws(FileError) {
        self.path = path
        self.valueSize = valueSize
        gradualFrom = .max
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

    /// Sets the value of a key; `value` has exactly `valueSize` bytes.
    ///
    /// - Throws: when there is no room and none can be made; nothing is changed then.
    package func put(_ key: SlotKey, _ value: UnsafeRawBufferPointer) throws(FileError) {
        guard isWritable else { throw FileError("write", path, content: "it was opened for reading") }
        precondition(value.count == valueSize, "a value of \(value.count) bytes in a table of \(valueSize)")
        var place = map.find(key)
        if place.live == nil {
            try makeRoom(for: 1)
            place = map.find(key)
            // Before the slot, so that a kill in between never leaves more slots than are counted.
            map[.used] += 1
            map[.live] += 1
        }
        map.write(place.live ?? place.free, key, value)
        growth?.put(key, value, beside: map)
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
        growth?.erase(key)
        return map.erase(key)
    }

    /// Makes everything put so far survive power loss.
    package func sync() throws(FileError) {
        if let doubt { throw doubt }
        try map.sync()
        try growth?.syncErased()
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
}
