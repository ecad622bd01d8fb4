import Foundation

/// The first key of each page of a segment, so that a key is looked for in one page.
struct SegmentDirectory: Sendable {
    private var keys: [UInt8] = []
    private var ends: [Int32] = []

    var pageCount: Int { ends.count }
    /// Memory that it takes, about.
    var size: Int { keys.count + 4 * ends.count }

    init() {}

    /// Reads what `bytes` wrote; nil when it is not that.
    init?(_ bytes: Data) {
        var isWhole = true
        bytes.withUnsafeBytes { bytes in
            var at = 0
            while at < bytes.count {
                let end = at + 1 + Int(bytes[at])
                guard end <= bytes.count else { return isWhole = false }
                add(UnsafeRawBufferPointer(rebasing: bytes[(at + 1)..<end]))
                at = end
            }
        }
        if !isWhole { return nil }
    }

    var bytes: Data {
        var output = Data()
        for page in ends.indices {
            output.append(UInt8(range(page).count))
            output.append(contentsOf: keys[range(page)])
        }
        return output
    }

    mutating func add(_ key: UnsafeRawBufferPointer) {
        keys.append(contentsOf: key)
        ends.append(Int32(keys.count))
    }

    private func range(_ page: Int) -> Range<Int> { (page == 0 ? 0 : Int(ends[page - 1]))..<Int(ends[page]) }

    /// The last page whose first key does not come behind `key`: the only one that can hold it. Nil when all do.
    func page(of key: UnsafeRawBufferPointer) -> Int? {
        keys.withUnsafeBytes { keys in
            var (low, high) = (0, ends.count)
            while low < high {
                let middle = (low + high) / 2
                let first = UnsafeRawBufferPointer(rebasing: keys[range(middle)])
                if SegmentPage.precedes(key, first) { high = middle } else { low = middle + 1 }
            }
            return low == 0 ? nil : low - 1
        }
    }
}
