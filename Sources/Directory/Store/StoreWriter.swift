import Foundation
import GRDB
import JSON
import SCIM

/// Writes a layer of changes into the database.
struct StoreWriter {
    let db: Database

    func write(_ layer: StateLayer) throws {
        // In the order of their places, which for new ones is that of the table.
        for row in layer.rows.values.sorted(by: { $0.sequence < $1.sequence }) {
            guard let resource = row.resource else {
                if !row.isNew { try delete(row.sequence) }
                continue
            }
            if row.isNew {
                try insert(resource)
            } else {
                try update(resource, names: row.hasNewNames)
            }
        }
        for (group, members) in layer.members {
            // A group that ended took its members with it.
            if let row = layer.rows[group], row.resource == nil { continue }
            for (member, membership) in members {
                if let row = layer.rows[member], row.resource == nil { continue }
                try write(membership)
            }
        }
    }

    private func insert(_ resource: StoredResource) throws {
        let names = ResourceNames(resource)
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO resource
                    (sequence, id, kind, name, display, external, attributes, version, created, modified)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            resource.sequence, TextKey(resource.id), resource.kind.rawValue, names.name, names.display, names.external,
            JSONValue.object(resource.attributes).text, resource.version, resource.created, resource.modified,
        ])
    }

    // Most changes touch nothing that an index holds.
    private func update(_ resource: StoredResource, names hasNewNames: Bool) throws {
        let attributes = JSONValue.object(resource.attributes).text
        guard hasNewNames else {
            return try db.cachedStatement(
                sql: "UPDATE resource SET attributes = ?, version = ?, modified = ? WHERE sequence = ?"
            ).execute(arguments: [attributes, resource.version, resource.modified, resource.sequence])
        }
        let names = ResourceNames(resource)
        try db.cachedStatement(
            sql: """
                UPDATE resource SET name = ?, display = ?, external = ?, attributes = ?, version = ?, modified = ?
                WHERE sequence = ?
                """
        ).execute(arguments: [
            names.name, names.display, names.external, attributes, resource.version, resource.modified,
            resource.sequence,
        ])
    }

    private func write(_ membership: StateLayer.Membership) throws {
        if let detail = membership.detail {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO member (owner, member, detail) VALUES (?, ?, ?)")
                .execute(arguments: [membership.group, membership.member, JSONValue.object(detail).text])
        } else {
            try db.cachedStatement(sql: "DELETE FROM member WHERE owner = ? AND member = ?")
                .execute(arguments: [membership.group, membership.member])
        }
    }

    private func delete(_ sequence: Int64) throws {
        for sql in [
            "DELETE FROM member WHERE owner = ?", "DELETE FROM member WHERE member = ?",
            "DELETE FROM resource WHERE sequence = ?",
        ] {
            try db.cachedStatement(sql: sql).execute(arguments: [sequence])
        }
    }
}
