import Foundation

/// One page of a segment: keys in the order of their bytes, each with its list.
///
/// Of each: how many bytes it shares with the key before, how many follow, these; the length of the list, the list.
enum SegmentPage {
    /// A page is closed when it has so many bytes: with its row it fills a page of the database. A long list stands alone.
    static let size = 3_900

    /// Calls `body` with each key and its list, in order, until it says false.
    static func walk(
        _ page: UnsafeRawBufferPointer,
        _ body: (_ key: UnsafeRawBufferPointer, _ list: UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        var at = 0
        try withUnsafeTemporaryAllocation(byteCount: PostingKey.longestKey, alignment: 1) { key in
            while at < page.count {
                guard let shared = Varint.read(page, at: &at), let added = Varint.read(page, at: &at),
                    shared + added <= UInt64(PostingKey.longestKey), at + Int(added) <= page.count
                else { throw SegmentDamage() }
                let length = Int(shared + added)
                UnsafeMutableRawBufferPointer(rebasing: key[Int(shared)..<length]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: page[at..<(at + Int(added))]))
                at += Int(added)
                guard let size = Varint.read(page, at: &at), size <= UInt64(page.count - at) else {
                    throw SegmentDamage()
                }
                let list = UnsafeRawBufferPointer(rebasing: page[at..<(at + Int(size))])
                at += Int(size)
                guard try body(UnsafeRawBufferPointer(rebasing: key[..<length]), list) else { return }
            }
        }
    }

    /// Whether `left` comes before `right`: by bytes, the shorter first.
    static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let compared = memcmp(left.baseAddress!, right.baseAddress!, min(left.count, right.count))
        return compared != 0 ? compared < 0 : left.count < right.count
    }
}

/// Cuts keys that come in order into pages.
struct SegmentPageWriter {
    private(set) var pages: [[UInt8]] = []
    /// The first key of each page.
    private(set) var directory = SegmentDirectory()
    private var page: [UInt8] = []
    private var last: [UInt8] = []

    mutating func add(_ key: UnsafeRawBufferPointer, _ list: [UInt8]) {
        if !page.isEmpty, page.count + list.count + key.count > SegmentPage.size { finish() }
        if page.isEmpty {
            directory.add(key)
            last = []
        }
        var shared = 0
        let most = min(last.count, key.count)
        while shared < most, last[shared] == key[shared] { shared += 1 }
        Varint.append(UInt64(shared), to: &page)
        Varint.append(UInt64(key.count - shared), to: &page)
        page.append(contentsOf: key[shared...])
        Varint.append(UInt64(list.count), to: &page)
        page.append(contentsOf: list)
        last = Array(key)
    }

    mutating func finish() {
        guard !page.isEmpty else { return }
        pages.append(page)
        page = []
    }
}
