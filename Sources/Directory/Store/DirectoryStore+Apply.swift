import Foundation
import GRDB
import JSON
package import Recorder
import Records
import SCIM
import Synchronization
import TransparencyLog

extension DirectoryStore {
    /// Takes in committed entries in order: they are visible when this returns, and in the database some time later.
    ///
    /// One caller at a time. When it throws, the entries before the one at fault are taken in (`livePosition`).
    package func apply(_ entries: [CommittedRecord]) throws {
        let fold = RecordFold(types: types)
        try look { reader in
            for entry in entries {
                var before: StoredResource?
                let effect = try entry.record.flatMap { record in
                    try fold.effect(of: record, index: entry.index, time: entry.entry.time.milliseconds) { id in
                        let resource = try reader.resource(id)
                        before = before ?? resource
                        return resource
                    }
                }
                live.withLock { $0.add(effect, before: before, entry: entry.entry.bytes) }
            }
        }
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
