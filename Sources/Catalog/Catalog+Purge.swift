import Foundation
import GRDB
import Recorder
package import Records
import Synchronization
import TransparencyLog

extension Catalog {
    /// Takes out of the catalog whatever the log no longer gives away of somebody: their names, and the words, values and texts
    /// of their events. The segments that hold events of theirs are made again from the log as it opens now; all others
    /// stay as they are.
    ///
    /// For whoever has just made an identity unreadable. What is asked for is written down, so that it is done after a restart too.
    /// What has left the tables is overwritten in the database's file.
    ///
    /// - Throws: `CatalogError`, `CancellationError`; it is done all the same, later.
    package func purge(_ label: Label) async throws {
        try await waitUntilReady()
        guard let pool = try store.pool() else { throw rebuilding() }
        let key = Data(label.hash.bytes)
        try await pool.write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO purge (label) VALUES (?)", arguments: [key])
        }
        isPurging.store(true, ordering: .releasing)
        while let pool = try store.pool(),
            try await pool.read({ db in
                try Int64.fetchOne(db, sql: "SELECT 1 FROM purge WHERE label = ?", arguments: [key])
            }) != nil
        { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// Does what was asked of `purge`. Only the follower calls it: nobody else changes segments.
    func purgeDue() throws {
        guard isPurging.exchange(false, ordering: .acquiringAndReleasing), let pool = try store.pool() else { return }
        do {
            let labels = try pool.read { try Data.fetchAll($0, sql: "SELECT label FROM purge") }
            if labels.isEmpty { return }
            try flush(to: pool)
            for label in labels {
                if let hash = Hash(label) { try remakeSegments(naming: hash, pool) }
                try pool.write { db in
                    try db.execute(
                        sql: "DELETE FROM name WHERE identity = (SELECT id FROM identity WHERE label = ?)",
                        arguments: [label])
                    try db.execute(
                        sql: """
                            UPDATE identity SET kind = NULL, namespace = NULL, ident = NULL, name = NULL, external = NULL
                            WHERE label = ?
                            """, arguments: [label])
                    try db.execute(sql: "DELETE FROM purge WHERE label = ?", arguments: [label])
                }
            }
            seen.removeAll()
            // What the write-ahead log still holds of them goes with it.
            _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        } catch {
            isPurging.store(true, ordering: .releasing)
            throw error
        }
    }

    private func remakeSegments(naming label: Hash, _ pool: DatabasePool) throws {
        let naming = try pool.read { [store] db in
            try Segment.all(in: db).filter { segment in
                let stored = StoredSegment(db: db, segment: segment, cache: store.cache)
                return try PartyRole.allCases.contains {
                    try stored.count(of: PostingKey.label(KeySpace($0), label)) > 0
                }
            }
        }
        for segment in naming {
            var made = Head(first: segment.first)
            while made.count < segment.count {
                let limit = min(1_024, segment.count - made.count)
                let records = try source.committed(from: UInt64(made.end), limit: limit)
                guard !records.isEmpty else { throw SegmentDamage() }
                var keys = EventKeys()
                for record in records { keys.add(record) }
                made.insert(keys, times: records.map(\.entry.time.milliseconds))
            }
            guard let content = made.content else { continue }
            try pool.write { try content.write(to: $0, replacing: [segment]) }
            store.cache.removeAll()
        }
    }
}
