import Foundation
import GRDB
import JSON
package import Recorder
import Records
import SCIM
import Synchronization
import TransparencyLog

extension DirectoryStore {
    /// Takes in committed entries in order: they are visible when this returns, and in the database some time later. The
    /// records of one transaction become visible together, so the entries must not end within one.
    ///
    /// One caller at a time. When it throws, the transactions before the entry at fault are taken in (`livePosition`).
    package func apply(_ entries: [CommittedRecord]) throws {
        let fold = RecordFold(types: types)
        try look { reader in
            var steps = TransactionSteps()
            for (place, entry) in entries.enumerated() {
                try steps.add(entry, fold) { try reader.resource($0) }
                let next = place + 1 < entries.count ? entries[place + 1] : nil
                guard next == nil || !Self.areOne(entry, next) else { continue }
                live.withLock { live in
                    for step in steps.list { live.add(step.effect, before: step.before, entry: step.entry) }
                }
                steps = TransactionSteps()
            }
        }
    }

    /// Whether two neighbours in the log are of one transaction.
    static func areOne(_ entry: CommittedRecord?, _ next: CommittedRecord?) -> Bool {
        guard let first = entry?.record?.transaction, let second = next?.record?.transaction else { return false }
        return first.hasSameBytes(as: second)
    }

    /// Entries that are visible, which is the index of the next.
    package var livePosition: UInt64 { live.withLock { $0.position } }

    /// Rows that wait to be written.
    var waiting: Int { live.withLock { $0.waiting } }

    /// Writes everything that is visible into the database, and the position with it, in one transaction.
    package func flush() throws {
        try writing.withLock { _ in
            // What could not be written before goes first, then what came since.
            for _ in 0..<(live.withLock { $0.isFrozen } ? 2 : 1) {
                guard let (layer, position) = live.withLock({ $0.freeze() }) else { return }
                try pool.writeWithoutTransaction { db in
                    try db.inTransaction {
                        try StoreWriter(db: db).write(layer)
                        try db.cachedStatement(sql: "UPDATE projection SET position = ?, tail = ?").execute(
                            arguments: [Int64(position.next), Data(position.tail.bytes)])
                        return .commit
                    }
                }
                live.withLock { $0.thaw() }
            }
        }
    }
}
