import Foundation
import GRDB
import TransparencyLog

/// Finds the identities that a name may mean.
struct IdentityLookup {
    let db: Database
    /// Narrowing to a kind or a namespace.
    var type: String?
    var namespace: String?

    /// All that a condition of a search means: every identity with that id, name, externalId or label, written plainly or
    /// as `type:id` or `type:name`.
    func all(_ text: String) throws -> [Int64] {
        var found = try withID(text) + withLabel(text) + withName(text)
        if let typed = typed(text) { found += try typed.lookup.withID(typed.rest) + typed.lookup.withName(typed.rest) }
        return Array(Set(found)).sorted()
    }

    /// Every identity whose id, or some name or externalId, begins so; `most` at most.
    func beginning(_ text: String, most: Int) throws -> [Int64] {
        let (plain, folded) = (StoredText.plain(text), StoredText.folded(text))
        let byID = try Int64.fetchAll(
            db, sql: "SELECT id FROM identity WHERE ident >= ? AND ident < ? LIMIT ?",
            arguments: [plain, plain + Self.last, most])
        let byName = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT identity FROM name WHERE folded >= ? AND folded < ? LIMIT ?",
            arguments: [folded, folded + Self.last, most])
        return Set(byID).union(byName).sorted()
    }

    /// Comes behind every text of characters that are assigned.
    private static let last = "\u{10FFFF}"

    /// The identities of the first reading that fits any: id, `type:id`, label, name or externalId, `type:name`.
    func best(_ text: String) throws -> [Int64] {
        let typed = typed(text)
        let readings: [() throws -> [Int64]] = [
            { try withID(text) }, { try typed.map { try $0.lookup.withID($0.rest) } ?? [] },
            { try withLabel(text) },
            { try withName(text) }, { try typed.map { try $0.lookup.withName($0.rest) } ?? [] },
        ]
        for reading in readings {
            let found = try reading()
            if !found.isEmpty { return found }
        }
        return []
    }

    /// `type:rest`, cut at the first colon; nil when there is no such form or the type is narrowed already.
    private func typed(_ text: String) -> (lookup: IdentityLookup, rest: String)? {
        guard type == nil, let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        let rest = String(text[text.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        return (IdentityLookup(db: db, type: String(text[..<colon]), namespace: namespace), rest)
    }

    /// Byte for byte.
    func withID(_ id: String) throws -> [Int64] {
        try fetch("SELECT i.id FROM identity i WHERE i.ident = ?", [StoredText.plain(id)])
    }

    /// Without regard to case.
    private func withName(_ name: String) throws -> [Int64] {
        try fetch(
            "SELECT DISTINCT i.id FROM name n CROSS JOIN identity i ON i.id = n.identity WHERE n.folded = ?",
            [StoredText.folded(name)])
    }

    private func withLabel(_ text: String) throws -> [Int64] {
        guard let label = Hash(base64: text) else { return [] }
        return try fetch("SELECT i.id FROM identity i WHERE i.label = ?", [Data(label.bytes)])
    }

    private func fetch(_ sql: String, _ arguments: StatementArguments) throws -> [Int64] {
        var (sql, arguments) = (sql, arguments)
        if let type {
            sql += " AND +i.kind = ?"  // never by the index of kinds: an id or a name is by far the rarer
            arguments += [StoredText.plain(type)]
        }
        if let namespace {
            sql += " AND i.namespace = ?"
            arguments += [StoredText.plain(namespace)]
        }
        return try Int64.fetchAll(db, sql: sql, arguments: arguments)
    }
}
