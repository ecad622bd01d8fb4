extension SlotTable {
    /// The bytes of a table's file, read while it was written to, as they may stand in another file: its counts may be
    /// older than its slots, so whoever opens it is made to count anew.
    package static func uncounted(_ bytes: [UInt8]) -> [UInt8] {
        let counts = SlotHeader.boot.rawValue..<SlotHeader.bootEnd.rawValue + 8
        guard bytes.count >= counts.upperBound else { return bytes }
        var bytes = bytes
        bytes.replaceSubrange(counts, with: repeatElement(0, count: counts.count))
        return bytes
    }
}
