/// Where posting lists are read from: a segment in the database, or the newest entries in memory.
protocol PostingSource {
    /// Index of the first entry.
    var first: Int64 { get }
    var count: Int { get }

    /// Calls `body` with each place of a key's list, rising, and its fact.
    func each(of key: [UInt8], _ body: (Int, UnsafeRawBufferPointer) -> Void) throws

    /// Adds the places of a key's list to a set.
    func insert(_ key: [UInt8], into bits: inout Bits) throws

    /// Adds the places of all keys that begin so.
    func insert(beginning prefix: [UInt8], into bits: inout Bits) throws

    /// Calls `body` with all keys that begin so, without what they begin with, and the first and last place of each.
    func eachKey(beginning prefix: [UInt8], _ body: (_ rest: [UInt8], _ list: PostingSummary) -> Void) throws

    /// Calls `body` with every fact of all lists of a space of labels, list by list.
    func eachFact(in space: KeySpace, _ body: (LabelKey, Int, UnsafeRawBufferPointer) -> Void) throws

    /// How many places a key's list has.
    func count(of key: [UInt8]) throws -> Int

    /// Place of the first entry that is not before a time, in milliseconds; `count` when all are.
    func place(notBefore time: Int64) throws -> Int

    /// The times of all entries, in milliseconds.
    func allTimes() throws -> [Int64]
}

extension PostingSource {
    var range: Range<Int64> { first..<(first + Int64(count)) }

    /// The places that a range of indices has here.
    func places(_ indices: Range<Int64>) -> Range<Int> {
        let both = indices.clamped(to: range)
        return both.isEmpty ? 0..<0 : Int(both.lowerBound - first)..<Int(both.upperBound - first)
    }
}

/// What a list says without being read out.
struct PostingSummary {
    let count: Int
    let first: Int
    let last: Int
}
