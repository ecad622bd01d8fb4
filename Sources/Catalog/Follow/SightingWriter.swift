import Foundation
import GRDB
import TransparencyLog

/// Writes down who was seen under which names. Writing the same sightings again changes nothing.
struct SightingWriter {
    let db: Database

    /// Takes in sightings in the order of the log.
    ///
    /// - Throws: `DatabaseError`; the transaction must then be rolled back.
    func write(_ sightings: [Sighting]) throws {
        for sighting in sightings { try write(sighting) }
    }

    private func write(_ sighting: Sighting) throws {
        let identity = try identity(sighting)
        guard sighting.happened else {
            let said = [sighting.name, sighting.externalId].compactMap(\.self) + sighting.emails
            for text in said { try alleged(text, of: identity.id, sighting.index) }
            return
        }
        try write(sighting.name, .name, of: identity, sighting.index)
        try write(sighting.externalId, .externalId, of: identity, sighting.index)
        for email in sighting.emails { try write(email, .email, of: identity.id, sighting.index) }
    }

    private struct Row {
        let id: Int64
        /// The newest of each.
        var names: [NameField: String] = [:]
    }

    private func identity(_ sighting: Sighting) throws -> Row {
        let label = Data(sighting.label.bytes)
        let select = try db.cachedStatement(sql: "SELECT id, kind, name, external FROM identity WHERE label = ?")
        let known = sighting.identity
        if let row = try GRDB.Row.fetchOne(select, arguments: [label]) {
            let id: Int64 = row[0]
            if let known, row.hasNull(atIndex: 1) {
                try run(
                    "UPDATE identity SET kind = ?, namespace = ?, ident = ? WHERE id = ?",
                    [
                        StoredText.plain(known.kind), StoredText.plain(known.namespace), StoredText.plain(known.id),
                        id,
                    ])
            }
            return Row(id: id, names: [.name: row[2], .externalId: row[3]].compactMapValues { $0 })
        }
        try run(
            "INSERT INTO identity (label, kind, namespace, ident) VALUES (?, ?, ?, ?)",
            [
                label, known.map { StoredText.plain($0.kind) }, known.map { StoredText.plain($0.namespace) },
                known.map { StoredText.plain($0.id) },
            ])
        return Row(id: db.lastInsertedRowID)
    }

    /// Notes a name when it is another than the newest.
    private func write(_ text: String?, _ field: NameField, of row: Row, _ index: UInt64) throws {
        guard let text else { return }
        let plain = StoredText.plain(text)
        if let newest = row.names[field], newest.utf8.elementsEqual(plain.utf8) { return }
        try write(text, field, of: row.id, index)
    }

    /// Notes what somebody was called by what did not come to pass, unless they are found by it already.
    private func alleged(_ text: String, of identity: Int64, _ index: UInt64) throws {
        let select = try db.cachedStatement(sql: "SELECT 1 FROM name WHERE folded = ? AND identity = ? LIMIT 1")
        if try Int64.fetchOne(select, arguments: [StoredText.folded(text), identity]) != nil { return }
        try write(text, .alleged, of: identity, index)
    }

    private func write(_ text: String, _ field: NameField, of identity: Int64, _ index: UInt64) throws {
        let plain = StoredText.plain(text)
        try run(
            "INSERT OR IGNORE INTO name (identity, field, text, folded, first) VALUES (?, ?, ?, ?, ?)",
            [identity, field.rawValue, plain, StoredText.folded(text), Int64(index)])
        if let column = field.column {
            try run("UPDATE identity SET \(column) = ? WHERE id = ?", [plain, identity])
        }
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try db.cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
    }
}

/// Which of an identity's changing names a row is. The raw value is what is stored.
enum NameField: Int64 {
    case name = 0
    case externalId = 1
    case email = 2
    /// Any of these by a record of something that was refused, failed or only tried: finds them, and is no name of theirs.
    case alleged = 3

    /// The column of `identity` that has the newest one.
    var column: String? {
        switch self {
        case .name: "name"
        case .externalId: "external"
        case .email, .alleged: nil
        }
    }
}
