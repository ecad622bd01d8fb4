/// The value under a key of a segment: the places of its events, rising, with a fact at each where the key's space has them.
///
/// Bytes: a number (`Varint`) that is twice the count, plus one for a bitmap; then 8,192 bytes of bitmap, or for each place
/// its distance from the one before (the first from 0), followed by the fact's length and the fact in lists with facts.
enum PostingList {
    /// From so many places on a bitmap is shorter than two bytes each.
    static let bitmapFrom = 4_096

    /// Writes places that rise, without facts.
    struct Writer {
        private(set) var bytes: [UInt8] = []
        private var last = 0

        init(count: Int) { Varint.append(UInt64(count) << 1, to: &bytes) }

        mutating func add(_ place: Int) {
            Varint.append(UInt64(place - last), to: &bytes)
            last = place
        }

        mutating func add(_ place: Int, fact: UnsafeRawBufferPointer) {
            add(place)
            bytes.append(UInt8(fact.count))
            bytes.append(contentsOf: fact)
        }
    }

    static func bitmap(_ bits: Bits, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        Varint.append(UInt64(count) << 1 | 1, to: &bytes)
        return bytes + bits.bitmap
    }

    /// How many places a list has.
    static func count(_ list: UnsafeRawBufferPointer) throws(SegmentDamage) -> Int {
        var at = 0
        guard let head = Varint.read(list, at: &at), head >> 1 <= UInt64(Bits.capacity) else { throw SegmentDamage() }
        return Int(head >> 1)
    }

    static func summary(_ list: UnsafeRawBufferPointer, hasFacts: Bool) throws(SegmentDamage) -> PostingSummary {
        var (count, first, last) = (0, Int?.none, 0)
        try each(of: list, hasFacts: hasFacts) { place, _ in
            count += 1
            if first == nil { first = place }
            last = place
        }
        return PostingSummary(count: count, first: first ?? 0, last: last)
    }

    /// Adds the places of a list to a set.
    static func insert(
        _ list: UnsafeRawBufferPointer, hasFacts: Bool, into bits: inout Bits
    ) throws(SegmentDamage) {
        var at = 0
        guard let head = Varint.read(list, at: &at) else { throw SegmentDamage() }
        if head & 1 == 1 {
            guard let map = Bits(bitmap: UnsafeRawBufferPointer(rebasing: list[at...])) else { throw SegmentDamage() }
            return bits.formUnion(map)
        }
        try each(of: list, hasFacts: hasFacts) { place, _ in bits.insert(place) }
    }

    /// Calls `body` with each place, rising, and its fact.
    static func each(
        of list: UnsafeRawBufferPointer, hasFacts: Bool, _ body: (Int, UnsafeRawBufferPointer) -> Void
    ) throws(SegmentDamage) {
        var at = 0
        guard let head = Varint.read(list, at: &at) else { throw SegmentDamage() }
        if head & 1 == 1 {
            guard let map = Bits(bitmap: UnsafeRawBufferPointer(rebasing: list[at...])) else { throw SegmentDamage() }
            return map.walk(descending: false) { place in
                body(place, UnsafeRawBufferPointer(start: nil, count: 0))
                return true
            }
        }
        var place = 0
        for _ in 0..<(head >> 1) {
            guard let step = Varint.read(list, at: &at), step < UInt64(Bits.capacity) else { throw SegmentDamage() }
            place += Int(step)
            guard place < Bits.capacity else { throw SegmentDamage() }
            var fact = UnsafeRawBufferPointer(start: nil, count: 0)
            if hasFacts {
                guard at < list.count else { throw SegmentDamage() }
                let end = at + 1 + Int(list[at])
                guard end <= list.count else { throw SegmentDamage() }
                fact = UnsafeRawBufferPointer(rebasing: list[(at + 1)..<end])
                at = end
            }
            body(place, fact)
        }
    }
}

/// Bytes of a segment that are not what was written.
struct SegmentDamage: Error {}
