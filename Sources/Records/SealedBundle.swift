import TransparencyLog

/// A bundle of sealed records: `sealed/<N>[.p/<W>]`, the same index space and width as the entry bundle `N`.
///
/// ```
/// width times: end of the record, u32 big-endian, counted from the end of this table
/// the records, back to back
/// ```
/// An entry without a sealed record has an empty one; where all are empty there is no file. Nothing stands behind the last record. A smaller width is not a
/// prefix of the bytes but of the records: `cut(_:to:)` makes it.
package enum SealedBundle {
    /// A sealed record has at most this many bytes.
    package static let recordLimit = 1 << 20

    /// Why some bytes are not a sealed bundle.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The path below the log's folder.
    package static func path(index: UInt64, width: Int) -> String {
        "sealed/" + TilePath.suffix(index: index, width: width)
    }

    package static func encode(_ records: some Collection<[UInt8]>) -> [UInt8] {
        var builder = Builder()
        for record in records { builder.append(record) }
        return builder.encoded
    }

    /// A sealed bundle in the making.
    package struct Builder: Sendable {
        private var ends: [UInt32] = []
        private var records: [UInt8] = []

        package init() { ends.reserveCapacity(256) }

        /// Whether no record that was added has any bytes: such a bundle has no file.
        package var isEmpty: Bool { records.isEmpty }

        package mutating func append(_ record: [UInt8]) {
            records.append(contentsOf: record)
            ends.append(UInt32(records.count))
        }

        package var encoded: [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(4 * ends.count + records.count)
            for end in ends { bytes.append(bigEndian: end) }
            bytes.append(contentsOf: records)
            return bytes
        }

        /// An empty one with room for about as much.
        package func emptied() -> Builder {
            var builder = Builder()
            builder.records.reserveCapacity(records.count + records.count / 8)
            return builder
        }
    }

    /// The places of the `width` records within `bytes`.
    package static func decode(_ bytes: [UInt8], width: Int) throws(Malformed) -> [Range<Int>] {
        let table = width * 4
        guard (1...256).contains(width), bytes.count >= table else {
            throw Malformed(description: "the table of \(width) offsets is cut short")
        }
        var start = 0
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(width)
        for place in 0..<width {
            let end = bytes.withUnsafeBytes {
                Int(UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)))
            }
            guard end >= start, end - start <= recordLimit, end <= bytes.count - table else {
                throw Malformed(description: "the offset of record \(place) is out of order or out of bounds")
            }
            ranges.append(table + start..<table + end)
            start = end
        }
        guard table + start == bytes.count else {
            throw Malformed(description: "\(bytes.count - table - start) bytes stand behind the last record")
        }
        return ranges
    }

    /// The bundle of the first `width` records of a bundle of `oldWidth`.
    package static func cut(_ bytes: [UInt8], from oldWidth: Int, to width: Int) throws(Malformed) -> [UInt8] {
        let ranges = try decode(bytes, width: oldWidth)
        guard (1...oldWidth).contains(width) else { throw Malformed(description: "there is no width \(width) to cut") }
        return Array(bytes[..<(width * 4)]) + bytes[oldWidth * 4..<ranges[width - 1].upperBound]
    }
}
