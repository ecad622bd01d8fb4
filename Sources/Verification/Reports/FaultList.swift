/// Faults in the order of the entries that they concern, the first of them kept when there are too many.
struct FaultList: Sendable {
    static let limit = 100
    private var items: [(order: UInt64, fault: Fault)] = []
    private(set) var count = 0
    /// A fault of this order or a later one would not be among those that are kept.
    private var bound = UInt64.max

    /// Adds a fault that concerns the entry at `order`, or the first of those that it concerns.
    ///
    /// A log of nothing but faults is common enough (one that is not Muster's), so words are found for those only that
    /// are kept.
    mutating func add(_ fault: @autoclosure () -> Fault, order: UInt64) {
        count += 1
        guard order < bound || items.count < Self.limit else { return }
        items.append((order, fault()))
        if items.count >= 2 * Self.limit { trim() }
    }

    mutating func add(_ other: FaultList) {
        for item in other.items { add(item.fault, order: item.order) }
        count += other.count - other.items.count
    }

    private mutating func trim() {
        items = Array(sorted.prefix(Self.limit))
        bound = items.last?.order ?? .max
    }

    /// In order; those that concern the same entry as they were added.
    private var sorted: [(order: UInt64, fault: Fault)] {
        items.enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }.map(\.element)
    }

    var faults: [Fault] { sorted.prefix(Self.limit).map(\.fault) }
}
