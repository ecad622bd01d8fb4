/// Something that is wrong with a log, or worth knowing: in which file, at which place, and why.
package struct Fault: Sendable, Equatable {
    /// The file's path below the log's folder, or the name of a file that the user gave.
    package let file: String
    /// In bundles, the index of the entry in the log; in tiles, the number of the hash within its level.
    package let index: UInt64?
    /// What is wrong, in plain words. Never holds what a record says.
    package let reason: String

    package init(_ file: String, _ index: UInt64? = nil, _ reason: String) {
        self.file = file
        self.index = index
        self.reason = reason
    }

    /// The place as text, such as `tile/entries/000 entry 17`.
    package var place: String {
        guard let index else { return file }
        switch LogFile(file)?.kind {
        case .tile: return "\(file) hash \(index)"
        case .sealed: return "\(file) record \(index)"
        default: return "\(file) entry \(index)"
        }
    }
}

extension Fault: CustomStringConvertible {
    package var description: String { "\(place): \(reason)" }
}

/// Faults in the order of the entries that they concern, the first of them kept when there are too many.
struct FaultList: Sendable {
    static let limit = 100
    private var items: [(order: UInt64, fault: Fault)] = []
    private(set) var count = 0

    /// Adds a fault that concerns the entry at `order`, or the first of those that it concerns.
    mutating func add(_ fault: Fault, order: UInt64) {
        count += 1
        if items.count >= 2 * Self.limit { trim() }
        items.append((order, fault))
    }

    mutating func add(_ other: FaultList) {
        for item in other.items { add(item.fault, order: item.order) }
        count += other.count - other.items.count
    }

    private mutating func trim() {
        items = Array(sorted.prefix(Self.limit))
    }

    /// In order; those that concern the same entry as they were added.
    private var sorted: [(order: UInt64, fault: Fault)] {
        items.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
    }

    var faults: [Fault] { sorted.prefix(Self.limit).map(\.fault) }
}
