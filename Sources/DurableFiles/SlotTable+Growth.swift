extension SlotTable {
    /// Makes sure that so many new keys can be put without asking the disk for space.
    ///
    /// A small table is copied at once when it is seven tenths full. A large one begins at five tenths and is copied a
    /// few slots with each key that is put.
    package func makeRoom(for keys: Int) throws(FileError) {
        if let growth {
            if growth.synced != nil || isFull(with: keys) {
                self.growth = nil
                try growth.finish(from: map)
                try replaceMap(by: growth)
            }
        } else if map.capacity >= gradualFrom, !isFull(with: keys), (used + keys) * 10 > map.capacity * 5,
            used >= nextTry
        {
            beginGrowth()
        }
        if isFull(with: keys) { try growAtOnce(for: keys) }
    }

    private func isFull(with keys: Int) -> Bool { (used + keys) * 10 > map.capacity * 7 }

    private var larger: String { path + ".new" }

    /// Without space there is none yet: it is tried again a little later, and must be had at seven tenths.
    private func beginGrowth() {
        nextTry = used + map.capacity / 50
        do throws(FileError) {
            growth = SlotGrowth(try makeMap(capacity: map.capacity * 2), at: larger)
        } catch {
            _ = system.remove(larger)
        }
    }

    private func makeMap(capacity: Int) throws(FileError) -> SlotMap {
        try DurableFile.remove(larger, on: system)
        return try SlotMap(creating: larger, valueSize: valueSize, capacity: capacity, mark: 0, on: system)
    }

    /// Copies what is live into a table that is at most half full with `keys` more, and puts it in this one's place.
    private func growAtOnce(for keys: Int) throws(FileError) {
        var capacity = map.capacity
        while (count + keys) * 2 > capacity { capacity *= 2 }
        let copy = SlotGrowth(try makeMap(capacity: capacity), at: larger)
        try copy.finish(from: map)
        try replaceMap(by: copy)
    }

    /// Puts a copy that has everything in the table's place, durably.
    private func replaceMap(by copy: SlotGrowth) throws(FileError) {
        let next = copy.next
        for field in [SlotHeader.mark, .note, .reached] { next[field] = map[field] }
        next.boot = map.boot
        do throws(FileError) {
            try next.sync()
            try DurableFile.rename(copy.path, to: path, on: system)
        } catch {
            // A rename may take place and its answer be lost.
            if DurableFile.exists(copy.path, on: system) {
                _ = system.remove(copy.path)
                throw error
            }
        }
        // From here on the new file has the name, for everybody who opens it: there is no way back to the old one.
        map = next
        do throws(FileError) {
            try DurableFile.syncFolder(DurableFile.parent(of: path), on: system)
            doubt = nil
        } catch { doubt = error }
    }
}
