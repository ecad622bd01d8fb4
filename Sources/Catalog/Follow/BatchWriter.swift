import Foundation
import GRDB
import TransparencyLog

/// Writes prepared events into the tables. Runs inside one transaction.
struct BatchWriter {
    let db: Database
    var cache: IdentityCache

    /// Takes in events that follow one another, the first at the position reached, and moves the position.
    ///
    /// - Parameters:
    ///   - events: what to take in.
    ///   - tail: leaf hash of the last one's entry.
    /// - Throws: `DatabaseError`; the transaction must then be rolled back and the cache emptied.
    mutating func write(_ events: [PreparedEvent], tail: Hash) throws {
        guard let last = events.last else { return }
        for event in events { try write(event) }
        try run(
            "UPDATE catalog SET position = ?, tail = ? WHERE id = 1", [Int64(last.index) + 1, Data(tail.bytes)])
    }

    private mutating func write(_ event: PreparedEvent) throws {
        let index = Int64(event.index)
        let action = try event.action.map { try term(.action, $0) }
        let source = try event.source.map { try term(.source, $0) }
        try run(
            "INSERT INTO event (idx, time, action, outcome, source, tx) VALUES (?, ?, ?, ?, ?, ?)",
            [index, event.time, action, event.outcome, source, event.transaction.map(StoredText.plain)])
        try run("INSERT INTO document (idx, json) VALUES (?, ?)", [index, event.document])
        if !event.text.isEmpty {
            try run("INSERT INTO fulltext (rowid, text) VALUES (?, ?)", [index, event.text])
        }
        for party in event.parties { try write(party, index: index) }
    }

    private mutating func write(_ party: PreparedParty, index: Int64) throws {
        var identity = try identity(of: party)
        var isNew = false
        if !identity.isKnown, let known = party.identity {
            try run(
                "UPDATE identity SET kind = ?, namespace = ?, ident = ? WHERE id = ?",
                [
                    StoredText.plain(known.kind), StoredText.plain(known.namespace), StoredText.plain(known.id),
                    identity.id,
                ])
            identity.isKnown = true
            isNew = true
        }
        if let name = party.name, !name.isSame(as: identity.name) {
            try write(name, field: .name, of: identity.id, index: index)
            identity.name = name
            isNew = true
        }
        if let externalId = party.externalId, !externalId.isSame(as: identity.externalId) {
            try write(externalId, field: .externalId, of: identity.id, index: index)
            identity.externalId = externalId
            isNew = true
        }
        if isNew { cache[party.label] = identity }
        // A party that stands twice in one part of an event (two resources) is one posting.
        try run(
            "INSERT OR IGNORE INTO role (identity, role, idx) VALUES (?, ?, ?)",
            [identity.id, party.role.rawValue, index])
    }

    private func write(_ text: String, field: NameField, of identity: Int64, index: Int64) throws {
        let plain = StoredText.plain(text)
        try run(
            "INSERT OR IGNORE INTO name (identity, field, text, folded, first) VALUES (?, ?, ?, ?, ?)",
            [identity, field.rawValue, plain, StoredText.folded(text), index])
        try run("UPDATE identity SET \(field.column) = ? WHERE id = ?", [plain, identity])
    }

    private mutating func identity(of party: PreparedParty) throws -> IdentityCache.Identity {
        if let cached = cache[party.label] { return cached }
        let label = Data(party.label.bytes)
        let select = try db.cachedStatement(sql: "SELECT id, kind, name, external FROM identity WHERE label = ?")
        let found: IdentityCache.Identity
        if let row = try Row.fetchOne(select, arguments: [label]) {
            found = IdentityCache.Identity(
                id: row[0], isKnown: row.hasNull(atIndex: 1) == false, name: row[2], externalId: row[3])
        } else {
            try run("INSERT INTO identity (label) VALUES (?)", [label])
            found = IdentityCache.Identity(id: db.lastInsertedRowID, isKnown: false)
        }
        cache[party.label] = found
        return found
    }

    private mutating func term(_ kind: TermKind, _ text: String) throws -> Int64 {
        if let known = cache.term(kind, text) { return known }
        let plain = StoredText.plain(text)
        try run("INSERT OR IGNORE INTO term (kind, text) VALUES (?, ?)", [kind.rawValue, plain])
        let select = try db.cachedStatement(sql: "SELECT id FROM term WHERE kind = ? AND text = ?")
        guard let id = try Int64.fetchOne(select, arguments: [kind.rawValue, plain]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a term that was just written is not there")
        }
        cache.remember(kind, text, id: id)
        return id
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try db.cachedStatement(sql: sql)
        try statement.execute(arguments: arguments)
    }
}

/// Which of an identity's two changing names a row is. The raw value is what is stored.
enum NameField: Int64 {
    case name = 0
    case externalId = 1

    /// The column of `identity` that has the newest one.
    var column: String {
        switch self {
        case .name: "name"
        case .externalId: "external"
        }
    }
}

extension String {
    /// Whether the catalog stores both texts alike.
    fileprivate func isSame(as other: String?) -> Bool {
        guard let other else { return false }
        return utf8.elementsEqual(other.utf8)
    }
}
