import Foundation
import GRDB
import JSON
import Records
import SCIM

/// Takes records into the state: the same code for those just committed and for a whole log read again.
struct StoreWriter {
    let db: Database
    let types: ResourceTypes

    /// Takes in one record of the directory. What speaks of a resource that is not there, or names nobody because a key
    /// was destroyed, is passed over.
    func apply(_ record: Records.Record, index: UInt64, time: Int64) throws {
        let stamp = Stamp(index: Int64(index), time: time)
        let subject = record.subject
        if let kind = types.kind(createdBy: record.action) {
            try create(kind, subject.id, record.changes, stamp)
        } else if ResourceTypes.isDeletion(record.action) {
            try delete(subject.id)
        } else {
            guard let resource = try reader.resource(subject.id) else { return }
            if let change = record.changes.first, change.path.utf8.starts(with: "members[".utf8) {
                guard let group = try record.resources.first.flatMap({ try reader.resource($0.id) }) else { return }
                try setMember(resource, of: group, change.after, stamp)
            } else {
                try update(resource, record.changes, stamp)
            }
        }
    }

    private struct Stamp {
        let index: Int64
        let time: Int64
    }

    private var reader: StoreReader { StoreReader(db: db, types: types) }

    private func create(_ kind: StoredResource.Kind, _ id: String, _ changes: [Change], _ stamp: Stamp) throws {
        let attributes = ResourceDifference(kind.type).apply(changes, to: JSONObject())
        let names = Names(kind, attributes)
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO resource
                    (sequence, id, kind, name, display, external, attributes, version, created, modified)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            stamp.index, id, kind.rawValue, names.name, names.display, names.external,
            JSONValue.object(attributes).text, stamp.index, stamp.time, stamp.time,
        ])
    }

    private func update(_ resource: StoredResource, _ changes: [Change], _ stamp: Stamp) throws {
        let attributes = ResourceDifference(resource.type).apply(changes, to: resource.attributes)
        let names = Names(resource.kind, attributes)
        let statement = try db.cachedStatement(
            sql: """
                UPDATE resource SET name = ?, display = ?, external = ?, attributes = ?, version = ?, modified = ?
                WHERE sequence = ?
                """)
        try statement.execute(arguments: [
            names.name, names.display, names.external, JSONValue.object(attributes).text, stamp.index, stamp.time,
            resource.sequence,
        ])
    }

    // A membership shows in both resources (`members`, `groups`), so both get the version.
    private func setMember(
        _ member: StoredResource, of group: StoredResource, _ detail: JSONValue?, _ stamp: Stamp
    ) throws {
        if let detail {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO member (owner, member, detail) VALUES (?, ?, ?)")
                .execute(arguments: [group.sequence, member.sequence, detail.text])
        } else {
            try db.cachedStatement(sql: "DELETE FROM member WHERE owner = ? AND member = ?")
                .execute(arguments: [group.sequence, member.sequence])
        }
        try db.cachedStatement(sql: "UPDATE resource SET version = ?, modified = ? WHERE sequence IN (?, ?)")
            .execute(arguments: [stamp.index, stamp.time, group.sequence, member.sequence])
    }

    private func delete(_ id: String) throws {
        guard let resource = try reader.resource(id) else { return }
        for sql in [
            "DELETE FROM member WHERE owner = ?", "DELETE FROM member WHERE member = ?",
            "DELETE FROM resource WHERE sequence = ?",
        ] {
            try db.cachedStatement(sql: sql).execute(arguments: [resource.sequence])
        }
    }
}

/// The attributes of a resource that indexes answer for.
private struct Names {
    let name: String?
    let display: String?
    let external: String?

    init(_ kind: StoredResource.Kind, _ attributes: JSONObject) {
        name = kind.name(in: attributes)?.caseFolded
        display = attributes["displayName"]?.stringValue?.caseFolded
        external = attributes["externalId"]?.stringValue
    }
}
