import Synchronization

/// The newest committed batches, held in memory: all that are not published yet, and recent ones for followers.
final class CommittedTail: Sendable {
    struct Item: Sendable {
        let batch: Batch
        /// What the submitters attached, one an entry; empty when nobody attached anything.
        let attachments: [(any Sendable)?]

        /// Bytes, and roughly what arrays and attachments of each entry take besides.
        var size: Int { batch.byteCount + batch.entries.count * 256 }
    }

    private struct State {
        var items: [Item] = []
        var head = 0
        var bytes = 0
        /// Bytes of the batches that are not published yet.
        var unpublished = 0
        var published: UInt64
    }

    private let state: Mutex<State>
    private let byteLimit: Int

    init(published: UInt64, byteLimit: Int) {
        state = Mutex(State(published: published))
        self.byteLimit = byteLimit
    }

    /// Adds a committed batch; answers how many bytes are committed and not published now.
    func append(_ item: Item) -> Int {
        let (forgotten, unpublished) = state.withLock { state in
            state.items.append(item)
            state.bytes += item.size
            state.unpublished += item.size
            return (trim(&state), state.unpublished)
        }
        _ = forgotten  // its memory is given back outside the lock
        return unpublished
    }

    /// Bytes that are committed and not published: they stand nowhere else in readable form.
    var unpublishedBytes: Int { state.withLock { $0.unpublished } }

    /// Published batches may be forgotten from now on.
    func published(_ size: UInt64) {
        let forgotten = state.withLock { state in
            for item in state.items[state.head...]
            where item.batch.endIndex <= size && item.batch.endIndex > state.published {
                state.unpublished -= item.size
            }
            state.published = size
            return trim(&state)
        }
        _ = forgotten  // its memory is given back outside the lock
    }

    /// The batches from the one that holds `index` on, at most until `limit` entries are there; nil when it is forgotten
    /// or not committed yet.
    func items(from index: UInt64, limit: Int) -> [Item]? {
        state.withLock { state in
            var low = state.head
            var high = state.items.count
            while low < high {
                let middle = (low + high) / 2
                if state.items[middle].batch.endIndex <= index { low = middle + 1 } else { high = middle }
            }
            guard low < state.items.count, state.items[low].batch.firstIndex <= index else { return nil }
            var end = low
            var count = 0
            while end < state.items.count, count < limit {
                count += state.items[end].batch.entries.count
                end += 1
            }
            return Array(state.items[low..<end])
        }
    }

    private func trim(_ state: inout State) -> [Item] {
        var forgotten: [Item] = []
        while state.bytes > byteLimit, state.head < state.items.count,
            state.items[state.head].batch.endIndex <= state.published
        {
            forgotten.append(state.items[state.head])
            state.bytes -= state.items[state.head].size
            state.items[state.head] = Self.forgotten
            state.head += 1
        }
        if state.head > 1024, state.head * 2 > state.items.count {
            state.items.removeFirst(state.head)
            state.head = 0
        }
        return forgotten
    }

    /// What stands in a forgotten batch's place until the array is moved up.
    private static let forgotten = Item(batch: Batch(firstIndex: 0, entries: [], sealed: []), attachments: [])
}
