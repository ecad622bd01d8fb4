import Dispatch
import Synchronization

/// A large table on its way into a file of twice the size, a few slots at each change, so that no change waits for all of
/// it. Until the end the old file is the table; a crash leaves a file that the next start removes.
final class SlotGrowth {
    let next: SlotMap
    let path: String
    /// Slots of the old file below this were copied.
    private var cursor = 0
    private var background: BackgroundSync?
    private var hasErased = false

    /// Slots that are looked at for each change. A table goes from five tenths to seven tenths full meanwhile, and needs
    /// five.
    private static let stride = 16

    /// The sync of what was copied, which takes as long as the table is large.
    private final class BackgroundSync: Sendable {
        let result = Mutex<Result<Void, FileError>?>(nil)
        private let end = DispatchGroup()

        init(_ map: SlotMap) {
            DispatchQueue.global(qos: .utility).async(group: end) { [self] in
                let result: Result<Void, FileError>
                do throws(FileError) {
                    try map.sync()
                    result = .success(())
                } catch { result = .failure(error) }
                self.result.withLock { $0 = result }
            }
        }

        func wait() { end.wait() }
    }

    init(_ next: SlotMap, at path: String) {
        self.next = next
        self.path = path
    }

    /// What came of making the copy durable; nil before.
    var synced: Result<Void, FileError>? { background?.result.withLock { $0 } }

    /// Puts what was put into the old file, and copies some of what stands there. What was the last is made durable in
    /// the background.
    func put(_ key: SlotKey, _ value: UnsafeRawBufferPointer, beside map: SlotMap) {
        let place = next.find(key)
        if place.live == nil { count() }
        next.write(place.live ?? place.free, key, value)
        guard background == nil else { return }
        copy(from: map, to: min(map.capacity, cursor + Self.stride))
        if cursor == map.capacity { background = BackgroundSync(next) }
    }

    func erase(_ key: SlotKey) {
        hasErased = next.erase(key) || hasErased
    }

    /// What was erased is gone from this file too.
    func syncErased() throws(FileError) {
        guard hasErased else { return }
        try next.sync()
        hasErased = false
    }

    /// Copies all that is left. A sync under way is waited for: an error of the disk is told to one caller only.
    func finish(from map: SlotMap) throws(FileError) {
        copy(from: map, to: map.capacity)
        background?.wait()
        try synced?.get()
    }

    private func copy(from map: SlotMap, to end: Int) {
        while cursor < end {
            defer { cursor += 1 }
            guard map.state(cursor) == .live else { continue }
            let key = map.key(cursor)
            // A copy that power loss left behind the place where a search ends must not overwrite the newer value; nor
            // must what was put meanwhile be overwritten.
            guard map.find(key).live == cursor else { continue }
            let place = next.find(key)
            guard place.live == nil else { continue }
            count()
            next.write(place.free, key, UnsafeRawBufferPointer(map.value(cursor)))
        }
    }

    private func count() {
        next[.used] += 1
        next[.live] += 1
    }
}
