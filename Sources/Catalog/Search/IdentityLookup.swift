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

    /// Every identity whose id, or some name or externalId, begins so; and, written as `type:beginning`, those of that type
    /// that begin so, which with nothing behind the colon are all of it. `most` of each at most.
    func beginning(_ text: String, most: Int) throws -> [Int64] {
        var found = try withIDOrName(beginning: text, most)
        if let (type, rest) = Self.typed(beginning: text) {
            let typed = IdentityLookup(db: db, type: type, namespace: namespace)
            found += try rest.isEmpty ? typed.everyone(most) : typed.withIDOrName(beginning: rest, most)
        }
        return Array(Set(found)).sorted()
    }

    /// `type:beginning`, cut at the first colon, where the beginning may be empty; nil when there is no such form.
    static func typed(beginning text: String) -> (type: String, rest: String)? {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// Every identity whose id, or some name or externalId, begins so, whatever colons there are in it.
    func withIDOrName(beginning text: String, _ most: Int) throws -> [Int64] {
        let (plain, folded) = (StoredText.plain(text), StoredText.folded(text))
        return try fetch(
            "SELECT i.id FROM identity i WHERE i.ident >= ? AND i.ident < ?", [plain, plain + Self.last], most)
            + fetch(
                """
                SELECT DISTINCT i.id FROM name n CROSS JOIN identity i ON i.id = n.identity
                WHERE n.folded >= ? AND n.folded < ?
                """, [folded, folded + Self.last], most)
    }

    /// All of the type, and of the namespace when one is given.
    private func everyone(_ most: Int) throws -> [Int64] {
        try fetch("SELECT i.id FROM identity i WHERE i.kind = ?", [StoredText.plain(type ?? "")], most)
    }

    /// Comes behind every text of characters that are assigned.
    private static let last = "\u{10FFFF}"

    /// The identities of the first reading that fits any: id, `type:id`, label, name or externalId, `type:name`, and last
    /// the names that only what did not come to pass gives them.
    func best(_ text: String) throws -> [Int64] {
        let typed = typed(text)
        let readings: [() throws -> [Int64]] = [
            { try withID(text) }, { try typed.map { try $0.lookup.withID($0.rest) } ?? [] },
            { try withLabel(text) },
            { try withName(text, .borne) }, { try typed.map { try $0.lookup.withName($0.rest, .borne) } ?? [] },
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

    /// Which names count.
    private enum Names: Int64 {
        case borne = 3
        /// Those too that stand only in records of what was refused, failed or tried.
        case said = 4
    }

    /// Without regard to case.
    private func withName(_ name: String, _ names: Names = .said) throws -> [Int64] {
        try fetch(
            """
            SELECT DISTINCT i.id FROM name n CROSS JOIN identity i ON i.id = n.identity
            WHERE n.folded = ? AND n.field < ?
            """, [StoredText.folded(name), names.rawValue])
    }

    private func withLabel(_ text: String) throws -> [Int64] {
        guard let label = Hash(base64: text) else { return [] }
        return try fetch("SELECT i.id FROM identity i WHERE i.label = ?", [Data(label.bytes)])
    }

    private func fetch(_ sql: String, _ arguments: StatementArguments, _ most: Int? = nil) throws -> [Int64] {
        var (sql, arguments) = (sql, arguments)
        if let type {
            sql += " AND +i.kind = ?"  // never by the index of kinds: an id or a name is by far the rarer
            arguments += [StoredText.plain(type)]
        }
        if let namespace {
            sql += " AND i.namespace = ?"
            arguments += [StoredText.plain(namespace)]
        }
        if let most {
            sql += " LIMIT ?"
            arguments += [most]
        }
        return try Int64.fetchAll(db, sql: sql, arguments: arguments)
    }
}
