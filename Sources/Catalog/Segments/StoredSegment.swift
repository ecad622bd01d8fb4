import Foundation
import GRDB
import Synchronization

/// Reads the lists of a segment from the database.
struct StoredSegment: PostingSource {
    let db: Database
    let segment: Segment
    let cache: SegmentCache

    var first: Int64 { segment.first }
    var count: Int { segment.count }

    func each(of key: [UInt8], _ body: (Int, UnsafeRawBufferPointer) -> Void) throws {
        try list(of: key) { try PostingList.each(of: $0, hasFacts: PostingTable.hasFacts(key[0]), body) }
    }

    func insert(_ key: [UInt8], into bits: inout Bits) throws {
        try list(of: key) {
            try PostingList.insert($0, hasFacts: PostingTable.hasFacts(key[0]), into: &bits)
        }
    }

    func count(of key: [UInt8]) throws -> Int {
        var count = 0
        try list(of: key) { count = try PostingList.count($0) }
        return count
    }

    func insert(beginning prefix: [UInt8], into bits: inout Bits) throws {
        try each(beginning: prefix) { key, list in
            try PostingList.insert(list, hasFacts: PostingTable.hasFacts(key[0]), into: &bits)
        }
    }

    /// Calls `body` with every key that begins so, and its list.
    func each(
        beginning prefix: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ list: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let directory = try contents().directory
        var page = prefix.withUnsafeBytes { directory.page(of: $0) } ?? 0
        var goesOn = true
        while goesOn, page < directory.pageCount {
            try with(page: page) { bytes in
                try SegmentPage.walk(bytes) { key, list in
                    if key.starts(with: prefix) {
                        try body(key, list)
                    } else if prefix.withUnsafeBytes({ SegmentPage.precedes($0, key) }) {
                        goesOn = false
                    }
                    return goesOn
                }
            }
            page += 1
        }
    }

    func eachKey(beginning prefix: [UInt8], _ body: (_ rest: [UInt8], _ list: PostingSummary) -> Void) throws {
        try each(beginning: prefix) { key, list in
            body(
                [UInt8](key.dropFirst(prefix.count)),
                try PostingList.summary(list, hasFacts: PostingTable.hasFacts(key[0])))
        }
    }

    func eachFact(in space: KeySpace, _ body: (LabelKey, Int, UnsafeRawBufferPointer) -> Void) throws {
        try each(beginning: [space.rawValue]) { key, list in
            guard key.count == 1 + PostingKey.labelBytes else { throw SegmentDamage() }
            let label = LabelKey(UnsafeRawBufferPointer(rebasing: key[1...]))
            try PostingList.each(of: list, hasFacts: true) { body(label, $0, $1) }
        }
    }

    func place(notBefore time: Int64) throws -> Int {
        if time <= segment.firstTime { return 0 }
        if time > segment.lastTime { return count }
        let times = try allTimes()
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The times of all entries, in milliseconds.
    func allTimes() throws -> [Int64] {
        let select = try db.cachedStatement(sql: "SELECT times FROM segment WHERE first = ?")
        guard let data = try Data.fetchOne(select, arguments: [first]) else { throw SegmentDamage() }
        return try data.withUnsafeBytes { bytes in
            var (at, time) = (0, segment.firstTime)
            return try [Int64](unsafeUninitializedCapacity: count) { times, filled in
                for place in 0..<count {
                    if at < bytes.count, bytes[at] < 0x80 {  // most of them
                        (time, at) = (time &+ Int64(bytes[at]), at + 1)
                    } else {
                        guard let step = Varint.read(bytes, at: &at), step <= UInt64(Int64.max - time) else {
                            throw SegmentDamage()
                        }
                        time += Int64(step)
                    }
                    times[place] = time
                    filled = place + 1
                }
            }
        }
    }

    private func list(of key: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try key.withUnsafeBytes { key in
            let contents = try contents()
            if let label = PostingKey.label(of: key), !contents.labels.mayHave(label) { return }
            guard let page = contents.directory.page(of: key) else { return }
            try with(page: page) { bytes in
                try SegmentPage.walk(bytes) { found, list in
                    if found.count == key.count, found.elementsEqual(key) {
                        try body(list)
                        return false
                    }
                    return SegmentPage.precedes(found, key)
                }
            }
        }
    }

    private func with(page: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let select = try db.cachedStatement(sql: "SELECT data FROM page WHERE id = ?")
        guard let data = try Data.fetchOne(select, arguments: [segment.row(page: page)]) else {
            throw SegmentDamage()
        }
        try data.withUnsafeBytes(body)
    }

    private func contents() throws -> SegmentContents {
        try cache.contents(of: segment) {
            let select = try db.cachedStatement(sql: "SELECT directory, labels FROM segment WHERE first = ?")
            guard let row = try Row.fetchOne(select, arguments: [first]), let directory = SegmentDirectory(row[0]),
                let labels = LabelFilter(row[1])
            else { throw SegmentDamage() }
            return SegmentContents(directory: directory, labels: labels)
        }
    }
}

/// What is known of a segment without reading its pages.
struct SegmentContents: Sendable {
    let directory: SegmentDirectory
    let labels: LabelFilter
}

/// Contents of segments that were looked at, in memory.
final class SegmentCache: Sendable {
    /// Bytes at most, about 100 KB a full segment; beyond, everything is forgotten.
    private static let most = 128 << 20

    let structures = StructureCache()
    private let state = Mutex((contents: [Segment: SegmentContents](), size: 0))

    func contents(of segment: Segment, _ read: () throws -> SegmentContents) throws -> SegmentContents {
        if let known = state.withLock({ $0.contents[segment] }) { return known }
        let contents = try read()
        state.withLock { state in
            if state.size > Self.most { state = ([:], 0) }
            if state.contents.updateValue(contents, forKey: segment) == nil {
                state.size += contents.directory.size + contents.labels.size
            }
        }
        return contents
    }

    func removeAll() {
        state.withLock { $0 = ([:], 0) }
        structures.removeAll()
    }
}
