/// What is to happen later, the earliest first; of the same moment what was noted first. A binary heap.
struct Agenda<Item: Sendable>: Sendable {
    private struct Note: Sendable {
        let due: Int64
        let number: UInt64
        let item: Item

        func comes(before other: Note) -> Bool {
            due != other.due ? due < other.due : number < other.number
        }
    }

    private var heap: [Note] = []
    private var number: UInt64 = 0

    /// Notes an item for a moment, in milliseconds since 1970.
    mutating func note(_ item: Item, at due: Int64) {
        heap.append(Note(due: due, number: number, item: item))
        number += 1
        var child = heap.count - 1
        while child > 0, heap[child].comes(before: heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// The next item that is due by then, taken away; nil when there is none.
    mutating func take(until now: Int64) -> Item? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.item
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].comes(before: heap[least]) { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
