import Foundation
import TransparencyLog

/// The beginning of a label as it stands in posting lists (`PostingKey.labelBytes`): 96 bits, enough to tell identities apart.
struct LabelKey: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt32

    init(_ label: Hash) {
        self = label.withUnsafeBytes { LabelKey($0) }
    }

    /// - Precondition: at least `PostingKey.labelBytes` bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    // The beginning of a keyed hash is as good as all of it.
    func hash(into hasher: inout Hasher) { hasher.combine(high) }

    static func < (left: LabelKey, right: LabelKey) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    var bytes: [UInt8] {
        withUnsafeBytes(of: high.bigEndian) { [UInt8]($0) } + withUnsafeBytes(of: low.bigEndian) { [UInt8]($0) }
    }

    func key(_ space: KeySpace) -> [UInt8] { [space.rawValue] + bytes }

    /// The first and the last label that begin so, as they stand in the tables.
    var labels: (first: Data, last: Data) {
        let rest = Hash.byteCount - PostingKey.labelBytes
        return (Data(bytes + Array(repeating: 0, count: rest)), Data(bytes + Array(repeating: 0xFF, count: rest)))
    }
}
