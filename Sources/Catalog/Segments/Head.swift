/// The newest entries, those that no segment in the database covers yet.
struct Head: PostingSource {
    private(set) var first: Int64
    private(set) var table = PostingTable()
    /// Of every entry, in milliseconds.
    private(set) var times: [Int64] = []

    var count: Int { times.count }
    var end: Int64 { first + Int64(count) }

    init(first: Int64) { self.first = first }

    /// Takes in events that follow those it has; together at most 65,536.
    mutating func insert(_ keys: EventKeys, times more: [Int64]) {
        for place in 0..<keys.count {
            let at = UInt16(count + place)
            keys.each(of: place) { table.insert($0, at, fact: $1) }
        }
        // Time never decreases in a log; whatever does not keep to that is held, so that bisection stays right.
        for time in more { times.append(max(time, times.last ?? time)) }
    }

    var content: SegmentContent? {
        times.isEmpty ? nil : SegmentContent(first: first, table: table, times: times)
    }

    func each(of key: [UInt8], _ body: (Int, UnsafeRawBufferPointer) -> Void) { table.each(of: key, body) }

    func insert(_ key: [UInt8], into bits: inout Bits) {
        table.each(of: key) { place, _ in bits.insert(place) }
    }

    func insert(beginning prefix: [UInt8], into bits: inout Bits) {
        table.each(beginning: prefix) { place, _ in bits.insert(place) }
    }

    func eachKey(beginning prefix: [UInt8], _ body: (_ rest: [UInt8], _ list: PostingSummary) -> Void) {
        table.eachKey(beginning: prefix, body)
    }

    func eachFact(in space: KeySpace, _ body: (LabelKey, Int, UnsafeRawBufferPointer) -> Void) {
        table.eachFact(in: space, body)
    }

    func allTimes() -> [Int64] { times }

    func count(of key: [UInt8]) -> Int {
        var count = 0
        table.each(of: key) { _, _ in count += 1 }
        return count
    }

    func place(notBefore time: Int64) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
