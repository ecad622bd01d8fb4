import Dispatch
import Foundation
import GRDB
package import Logging
import Recorder
import Records
import ServiceLifecycle
import Synchronization
import TransparencyLog

/// The query database of one log: a projection of its entries in SQLite, rebuilt from the log at will.
///
/// It follows the log while `run()` runs and answers at any time. Answers rest on the entries up to `position`; the
/// entries that were in the log when the catalog was opened are always among them: until it has taken those in, questions
/// wait a while and are then refused (`CatalogError.rebuilding`), since half an answer would be taken for a whole one.
///
/// It holds no events, only what they are found by; the events of an answer are opened from the log, so that nothing can be
/// read here that the log does not give any more. The newest entries are indexed in memory and go to the file a few
/// thousand at a time; after a crash they are read again.
///
/// The file is thrown away and built again when it is missing, damaged, of another schema, of another log, or ahead of
/// the log. It holds in clear what the log holds sealed: its folder is the owner's alone.
package final class Catalog: Service {
    let source: any CommittedSource
    let store: CatalogStore
    let gate: PositionGate
    let seen = SightingCache()
    /// The newest entries, which no segment covers yet.
    let head: Mutex<Head>
    /// Leaf hash of the last entry taken in.
    let lastTail = Mutex(Hash.zero)
    let logger: Logger
    let sizes: SegmentSizes
    let matching: IdentityMatching
    let onProgress: @Sendable (CatalogProgress) -> Void
    /// Entries that must be taken in before anything is answered.
    let floor: Atomic<UInt64>
    /// Set by a reader that met damage; the follower rebuilds.
    let isDamaged = Atomic(false)
    /// Whether there may be something to purge; a start looks.
    let isPurging = Atomic(true)
    let lastFailure = Mutex<String?>(nil)
    /// Where blocking work is done: reading and opening records, making segments, exchanging the database.
    let queue = DispatchQueue(label: "muster.catalog", attributes: .concurrent)

    /// As many batches as there are processors are made ready at one time.
    let preparing = DispatchSemaphore(value: max(2, ProcessInfo.processInfo.activeProcessorCount))

    /// How long a question waits for a catalog that is being built.
    static let patience = Duration.seconds(10)

    /// Opens the catalog of a log, or begins an empty one.
    ///
    /// - Parameters:
    ///   - source: the log's committed records.
    ///   - directory: the catalog's own folder, `catalog/<log>`; made when it is missing.
    ///   - logger: for what an operator should know: rebuilding, failures.
    ///   - sizes: how many entries segments have.
    ///   - matching: what joins identities without a link.
    ///   - onProgress: called after every batch while the catalog catches up.
    /// - Throws: `CatalogError.unusable`; errors of `source` when the log's first or last known entry cannot be read.
    package init(
        source: any CommittedSource, directory: String, logger: Logger, sizes: SegmentSizes = SegmentSizes(),
        matching: IdentityMatching = IdentityMatching(),
        onProgress: @escaping @Sendable (CatalogProgress) -> Void = { _ in }
    ) throws {
        guard let genesis = try source.committed(from: 0, limit: 1).first else {
            throw CatalogError.unusable(path: directory, reason: "the log has no genesis entry to make a catalog from")
        }
        let log = FollowedLog(origin: source.origin, genesis: MerkleTree.leafHash(genesis.entry.bytes))
        let (store, position) = try CatalogStore.open(directory: directory, log: log) { position in
            try Self.isReached(position, in: source)
        }
        self.source = source
        self.store = store
        self.logger = logger
        self.sizes = sizes
        self.matching = matching
        self.onProgress = onProgress
        gate = PositionGate(position: position?.next ?? 0)
        head = Mutex(Head(first: Int64(position?.next ?? 0)))
        floor = Atomic(source.committedSize())
    }

    /// Whether the log has as many entries as a database took in, and the same last one.
    private static func isReached(_ position: CatalogStore.Position, in source: any CommittedSource) throws -> Bool {
        if position.seen == 0 { return true }
        guard position.seen <= source.committedSize() else { return false }
        let last = try source.committed(from: position.seen - 1, limit: 1).first
        return last.map { MerkleTree.leafHash($0.entry.bytes) == position.tail } ?? false
    }

    /// Entries taken in, which is the index of the next.
    package var position: UInt64 { gate.position }

    /// Committed entries that are not taken in yet.
    package var lag: UInt64 {
        let size = source.committedSize()
        let position = position
        return size > position ? size - position : 0
    }

    /// Whether all entries that were there at the start are taken in, so that questions are answered at once.
    package var isReady: Bool { position >= floor.load(ordering: .acquiring) }

    /// Why the catalog does not move, while it does not.
    package var failure: String? { lastFailure.withLock { $0 } }

    /// Closes the database; `run()` must have ended. Questions are refused from now on.
    ///
    /// What stands in memory only is written first, so that the next start need not read it again.
    package func close() {
        gate.close()
        if !isDamaged.load(ordering: .acquiring), let pool = try? store.pool() { try? flush(to: pool) }
        store.close()
    }
}
