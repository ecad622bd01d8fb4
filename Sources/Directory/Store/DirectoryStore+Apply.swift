import Foundation
import GRDB
import JSON
package import Recorder
import Records
import TransparencyLog

extension DirectoryStore {
    /// Takes in committed entries in order, and the position with them, in one transaction.
    package func apply(_ entries: [CommittedRecord]) throws {
        guard let last = entries.last else { return }
        try pool.write { db in
            let writer = StoreWriter(db: db, types: types)
            for entry in entries {
                guard let record = entry.record, Self.isState(record) else { continue }
                try writer.apply(record, index: entry.index, time: entry.entry.time.milliseconds)
            }
            try db.cachedStatement(sql: "UPDATE projection SET position = ?, tail = ?").execute(arguments: [
                Int64(last.index) + 1, Data(MerkleTree.leafHash(last.entry.bytes).bytes),
            ])
        }
    }

    /// Whether a record is part of the state: made by the directory, and carried out.
    static func isState(_ record: Records.Record) -> Bool {
        record.outcome == .success && record.extra?[Draft.marker] != nil && record.subject.namespace == Draft.namespace
    }
}
