import Records
import TransparencyLog

/// Where each label was last named, and how often: one label takes 48 bytes and some 11 of table (16 after a growth).
///
/// Labels come from a log that is not trusted, whose writer may choose them freely: all 32 bytes decide, and they are
/// hashed with secrets of this process, so that labels cannot be chosen to fall into one place.
struct LabelTable: Sendable {
    /// How many entries named a label, and the newest of them.
    struct Position: Sendable, Equatable {
        var count: UInt64
        var index: UInt64
    }

    private struct Item {
        let label: Label
        var position: Position
    }

    /// Labels in the order in which they came, in chunks that never move: growing copies nothing.
    private var chunks: [[Item]] = []
    private(set) var count = 0
    /// For each place 0, or 24 bits of the label's hash and 40 of its number in `chunks`, from 1.
    private var slots: [UInt64] = []
    private let secrets: (UInt64, UInt64, UInt64, UInt64)
    private static let chunkBits = 12

    init() {
        var source = SystemRandomNumberGenerator()
        secrets = (source.next(), source.next(), source.next(), source.next())
        slots = [UInt64](repeating: 0, count: 1 << 8)
    }

    /// Puts a position in the place of the one known.
    ///
    /// - Returns: The one known until now; nil for a label that is new.
    mutating func replace(_ label: Label, _ position: Position) -> Position? {
        if 4 * count >= 3 * slots.count { grow() }
        let hash = hash(label)
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place] != 0 {
            if slots[place] >> 40 == hash >> 40 {
                let number = Int(truncatingIfNeeded: slots[place] & 0xff_ffff_ffff) - 1
                let (chunk, offset) = (number >> Self.chunkBits, number & (1 << Self.chunkBits - 1))
                if chunks[chunk][offset].label == label {
                    let known = chunks[chunk][offset].position
                    chunks[chunk][offset].position = position
                    return known
                }
            }
            place = (place + 1) & (slots.count - 1)
        }
        slots[place] = insert(Item(label: label, position: position), hash)
        return nil
    }

    /// Adds an item; answers what stands for it in `slots`.
    private mutating func insert(_ item: Item, _ hash: UInt64) -> UInt64 {
        if count >> Self.chunkBits == chunks.count {
            var chunk: [Item] = []
            chunk.reserveCapacity(1 << Self.chunkBits)
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(item)
        count += 1
        return (hash >> 40) << 40 | UInt64(count)
    }

    private mutating func grow() {
        var grown = [UInt64](repeating: 0, count: 2 * slots.count)
        var number: UInt64 = 0
        for chunk in chunks {
            for item in chunk {
                number += 1
                let hash = hash(item.label)
                var place = Int(truncatingIfNeeded: hash) & (grown.count - 1)
                while grown[place] != 0 { place = (place + 1) & (grown.count - 1) }
                grown[place] = (hash >> 40) << 40 | number
            }
        }
        slots = grown
    }

    private func hash(_ label: Label) -> UInt64 {
        label.hash.withUnsafeBytes { bytes in
            func word(_ place: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: 8 * place, as: UInt64.self) }
            return Self.folded(word(0) ^ secrets.0, word(1) ^ secrets.1)
                ^ Self.folded(word(2) ^ secrets.2, word(3) ^ secrets.3)
        }
    }

    /// Both halves of the 128-bit product.
    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
