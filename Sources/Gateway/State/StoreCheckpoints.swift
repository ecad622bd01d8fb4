import Dispatch
import GRDB
import Synchronization

/// Brings what stands in a database's write-ahead file into the database, beside the writes.
///
/// Left to the connection that writes it is done every thousand pages in the middle of somebody's write: two syncs of the disk, for which
/// that write and all others wait. Here it is done over a connection of its own, and none waits.
final class StoreCheckpoints: Sendable {
    private let own: DatabaseQueue
    private let writer: DatabaseQueue
    private let queue = DispatchQueue(label: "muster.gateway.checkpoints", qos: .utility)
    private let writes = Atomic(0)
    private let isRunning = Atomic(false)

    /// Writes after which it is time for the next.
    private static let often = 200
    /// Pages of the write-ahead file after which it begins anew, 16 MiB.
    private static let most = 4_096

    /// - Parameters:
    ///   - own: a connection to the same database for this alone.
    ///   - writer: the connection that writes.
    init(own: DatabaseQueue, writer: DatabaseQueue) {
        self.own = own
        self.writer = writer
    }

    /// Counts a write; begins when there were many and returns at once.
    func written() {
        guard writes.add(1, ordering: .relaxed).newValue >= Self.often,
            isRunning.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { return }
        queue.async { self.run() }
    }

    // What fails here fails the writes too once the disk is full, and they say so.
    private func run() {
        defer { isRunning.store(false, ordering: .releasing) }
        writes.store(0, ordering: .relaxed)
        let done = try? own.writeWithoutTransaction { db in try db.checkpoint(.passive) }
        guard let done, done.walFrameCount >= Self.most else { return }
        // The file begins anew only when nothing in it is left to do, which beside writes is never so: the little that came meanwhile is
        // done in turn with them.
        _ = try? writer.writeWithoutTransaction { db in try db.checkpoint(.passive) }
    }

    /// Waits for what is under way.
    func close() throws {
        queue.sync {}
        try own.close()
    }
}
