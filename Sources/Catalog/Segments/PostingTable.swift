import Foundation

/// Posting lists in memory, as entries come in: keys in one buffer, found by their hash; places chained in the order in
/// which they came.
struct PostingTable {
    private struct Entry {
        var start: Int32
        var length: UInt8
        var hash: Int
        var first: Int32
        var last: Int32
        var count: Int32
    }

    private struct Place {
        var place: UInt16
        var next: Int32
    }

    private struct Fact {
        var place: UInt16
        var length: UInt8
        var start: Int32
        var next: Int32
    }

    private var slots: [Int32] = Array(repeating: -1, count: 1_024)
    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    private var places: [Place] = []
    private var facts: [Fact] = []
    private var factBytes: [UInt8] = []

    var keyCount: Int { entries.count }

    /// Adds a place to the list of a key; places of one key rise, and a place that is there already is not added again
    /// unless it has a fact.
    mutating func insert(_ key: UnsafeRawBufferPointer, _ place: UInt16, fact: UnsafeRawBufferPointer) {
        let entry = entry(key)
        if Self.hasFacts(key[0]) {
            facts.append(
                Fact(place: place, length: UInt8(fact.count), start: Int32(factBytes.count), next: -1))
            factBytes.append(contentsOf: fact)
            if let last = link(Int32(facts.count - 1), to: entry) { facts[last].next = Int32(facts.count - 1) }
        } else {
            if entries[entry].last >= 0, places[Int(entries[entry].last)].place == place { return }
            places.append(Place(place: place, next: -1))
            if let last = link(Int32(places.count - 1), to: entry) { places[last].next = Int32(places.count - 1) }
        }
    }

    private static let factSpaces: [Bool] = (0...255).map { KeySpace(rawValue: UInt8($0))?.hasFacts ?? false }
    static func hasFacts(_ space: UInt8) -> Bool { factSpaces[Int(space)] }

    /// Makes a posting the last of an entry; returns the one that was the last, whose `next` is to be set.
    private mutating func link(_ posting: Int32, to entry: Int) -> Int? {
        let last = entries[entry].last
        if last < 0 { entries[entry].first = posting }
        entries[entry].last = posting
        entries[entry].count += 1
        return last < 0 ? nil : Int(last)
    }

    private mutating func entry(_ key: UnsafeRawBufferPointer) -> Int {
        let hash = Self.hash(key)
        let slot = slot(of: key, hash: hash)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(entries.count)
        entries.append(
            Entry(
                start: Int32(keys.count), length: UInt8(key.count), hash: hash, first: -1, last: -1, count: 0))
        keys.append(contentsOf: key)
        if entries.count * 2 > slots.count { grow() }
        return entries.count - 1
    }

    /// The slot that a key has, or would have.
    private func slot(of key: UnsafeRawBufferPointer, hash: Int) -> Int {
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, Int(entry.length) == key.count,
                keys.withUnsafeBytes({ memcmp($0.baseAddress! + Int(entry.start), key.baseAddress!, key.count) == 0 })
            {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, entry) in entries.enumerated() {
            var slot = entry.hash & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(number)
        }
    }

    /// Keyed for each process, so that nobody can choose texts that fall into one slot.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        return hasher.finalize()
    }
}

extension PostingTable {
    /// Calls `body` with each place of a key's list, rising, and its fact.
    func each(of key: [UInt8], _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        key.withUnsafeBytes { key in
            let slot = slot(of: key, hash: Self.hash(key))
            if slots[slot] >= 0 { each(of: Int(slots[slot]), body) }
        }
    }

    /// The same for every key that begins so.
    func each(beginning prefix: [UInt8], _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        for (number, entry) in entries.enumerated() where Int(entry.length) >= prefix.count {
            let begins = keys.withUnsafeBytes { memcmp($0.baseAddress! + Int(entry.start), prefix, prefix.count) == 0 }
            if begins { each(of: number, body) }
        }
    }

    /// Calls `body` with the rest of every key that begins so, and what its list says.
    func eachKey(beginning prefix: [UInt8], _ body: (_ rest: [UInt8], _ list: PostingSummary) -> Void) {
        for (number, entry) in entries.enumerated() where Int(entry.length) >= prefix.count {
            let key = keys[Int(entry.start)..<(Int(entry.start) + Int(entry.length))]
            guard key.starts(with: prefix) else { continue }
            var (first, last) = (Int?.none, 0)
            each(of: number) { place, _ in
                if first == nil { first = place }
                last = place
            }
            body(
                [UInt8](key.dropFirst(prefix.count)),
                PostingSummary(count: Int(entry.count), first: first ?? 0, last: last))
        }
    }

    /// Calls `body` with every fact of all lists of a space of labels, list by list.
    func eachFact(in space: KeySpace, _ body: (LabelKey, Int, UnsafeRawBufferPointer) -> Void) {
        keys.withUnsafeBytes { keys in
            for (number, entry) in entries.enumerated()
            where keys[Int(entry.start)] == space.rawValue && Int(entry.length) == 1 + PostingKey.labelBytes {
                let label = LabelKey(UnsafeRawBufferPointer(rebasing: keys[(Int(entry.start) + 1)...]))
                each(of: number) { body(label, $0, $1) }
            }
        }
    }

    private func each(of entry: Int, _ body: (Int, UnsafeRawBufferPointer) -> Void) {
        var posting = entries[entry].first
        if Self.hasFacts(keys[Int(entries[entry].start)]) {
            factBytes.withUnsafeBytes { bytes in
                while posting >= 0 {
                    let fact = facts[Int(posting)]
                    let start = Int(fact.start)
                    body(
                        Int(fact.place),
                        UnsafeRawBufferPointer(rebasing: bytes[start..<(start + Int(fact.length))]))
                    posting = fact.next
                }
            }
        } else {
            while posting >= 0 {
                let place = places[Int(posting)]
                body(Int(place.place), UnsafeRawBufferPointer(start: nil, count: 0))
                posting = place.next
            }
        }
    }

    /// Calls `body` with every key, in the order of their bytes, and its list as it is stored.
    func eachSorted(_ body: (_ key: UnsafeRawBufferPointer, _ list: [UInt8]) throws -> Void) rethrows {
        try keys.withUnsafeBytes { keys in
            for number in sorted(keys) {
                let entry = entries[number]
                let start = Int(entry.start)
                try body(
                    UnsafeRawBufferPointer(rebasing: keys[start..<(start + Int(entry.length))]), list(of: number))
            }
        }
    }

    private func list(of number: Int) -> [UInt8] {
        let entry = entries[number]
        let hasFacts = Self.hasFacts(keys[Int(entry.start)])
        if !hasFacts, Int(entry.count) >= PostingList.bitmapFrom {
            var bits = Bits()
            each(of: number) { place, _ in bits.insert(place) }
            return PostingList.bitmap(bits, count: Int(entry.count))
        }
        var writer = PostingList.Writer(count: Int(entry.count))
        each(of: number) { place, fact in
            if hasFacts { writer.add(place, fact: fact) } else { writer.add(place) }
        }
        return writer.bytes
    }

    /// The entries in the order of their keys; most are told apart by their first eight bytes.
    private func sorted(_ keys: UnsafeRawBufferPointer) -> [Int] {
        var order: [(head: UInt64, number: Int32)] = []
        order.reserveCapacity(entries.count)
        for (number, entry) in entries.enumerated() {
            var head: UInt64 = 0
            for place in 0..<8 {
                let byte = place < entry.length ? keys[Int(entry.start) + place] : 0
                head = head << 8 | UInt64(byte)
            }
            order.append((head, Int32(number)))
        }
        order.sort { left, right in
            if left.head != right.head { return left.head < right.head }
            let (a, b) = (entries[Int(left.number)], entries[Int(right.number)])
            let common = min(Int(a.length), Int(b.length))
            let compared = memcmp(
                keys.baseAddress! + Int(a.start), keys.baseAddress! + Int(b.start), common)
            return compared != 0 ? compared < 0 : a.length < b.length
        }
        return order.map { Int($0.number) }
    }
}
