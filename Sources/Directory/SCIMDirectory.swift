import Dispatch
import Foundation
package import Logging
package import Recorder
import Records
import SCIM
import ServiceLifecycle
import Synchronization
import TransparencyLog

/// The SCIM service of one log. Its state is a projection of the log and nothing else: a change is appended and durable
/// before it becomes visible and is answered, and deleting the database while the service is stopped loses nothing.
///
/// Reads answer from the state at once. Writes to one resource follow each other; others run side by side. While `run()`
/// does not run, writes do not become visible and wait.
package final class SCIMDirectory: Service {
    let log: any DirectoryLog
    let refusals: any RefusalSink
    package let store: DirectoryStore
    let gate: ProjectionGate
    let locks = LockTable<LockKey>()
    let settings: SCIMSettings
    let types: ServedTypes
    let seal: CursorSeal
    let logger: Logger
    let newID: @Sendable () -> String
    /// Entries that were in the log when the directory was opened; questions wait for them.
    let floor: UInt64
    /// Where the database is written.
    let queue = DispatchQueue(label: "muster.directory")
    /// Held by whoever takes in what was committed.
    let applying = Mutex(())
    /// Whether the database is about to be written.
    let isFlushing = Atomic(false)

    /// Opens the directory of a log.
    ///
    /// - Parameters:
    ///   - log: the log, in practice a `Recorder`.
    ///   - refusals: where refused requests are put on record.
    ///   - directory: the folder of the state, `catalog/<log>`; made when it is missing.
    ///   - settings: the resource types that are served, and how.
    ///   - logger: for what an operator should know.
    ///   - newID: makes the identifiers of new resources.
    /// - Throws: `DirectoryError`, and what reading the log or opening the database throws.
    package init(
        log: any DirectoryLog, refusals: any RefusalSink, directory: String, settings: SCIMSettings = SCIMSettings(),
        logger: Logger, newID: @escaping @Sendable () -> String = { UUID().uuidString.lowercased() }
    ) throws {
        guard let genesis = try log.committed(from: 0, limit: 1).first else { throw DirectoryError.noGenesis }
        let source = DirectoryStore.Source(
            origin: log.origin, genesis: MerkleTree.leafHash(genesis.entry.bytes),
            types: settings.types.fingerprint)
        types = ServedTypes(settings.types)
        store = try DirectoryStore(folder: directory, source: source, types: types) { position in
            try Self.isReached(position, in: log)
        }
        self.log = log
        self.refusals = refusals
        self.settings = settings
        seal = CursorSeal(timeout: settings.cursorTimeout)
        self.logger = logger
        self.newID = newID
        gate = ProjectionGate(position: store.livePosition)
        floor = log.committedSize()
    }

    /// The directory over a recorder.
    package convenience init(
        recorder: Recorder, refusals: RefusalRecorder, directory: String, settings: SCIMSettings = SCIMSettings(),
        logger: Logger
    ) throws {
        try self.init(log: recorder, refusals: refusals, directory: directory, settings: settings, logger: logger)
    }

    /// Whether the log has as many entries as a state took in, and the same last one.
    private static func isReached(_ position: DirectoryStore.Position, in log: any DirectoryLog) throws -> Bool {
        if position.next == 0 { return true }
        guard position.next <= log.committedSize() else { return false }
        let last = try log.committed(from: position.next - 1, limit: 1).first
        return last.map { MerkleTree.leafHash($0.entry.bytes) == position.tail } ?? false
    }

    /// Entries taken in, which is the index of the next.
    package var position: UInt64 { gate.position }

    /// Committed entries that are not taken in yet.
    package var lag: UInt64 {
        let size = log.committedSize()
        let position = position
        return size > position ? size - position : 0
    }

    /// Why the state does not move, while it does not.
    package var failure: String? { gate.failure }

    /// Closes the state; `run()` must have ended.
    package func close() {
        gate.close()
        try? store.close()
    }
}

/// Why a directory could not be opened.
package enum DirectoryError: Error, CustomStringConvertible {
    case noGenesis

    package var description: String { "The log has no genesis entry: there is nothing to make a directory from." }
}
