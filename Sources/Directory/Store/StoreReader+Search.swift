import GRDB
import JSON
import SCIM

extension StoreReader {
    /// Visits the resources that could fit a question, in the order of their creation, until the visitor has enough:
    /// those that fulfil a condition which an index answers, or without one all resources of the kinds.
    func visit(
        _ kinds: [StoredResource.Kind], _ candidates: Candidates?, after sequence: Int64 = -1,
        _ visitor: (StoredResource) throws -> Bool
    ) throws {
        var sql =
            "SELECT \(Self.columns) FROM resource WHERE kind IN (\(kinds.map { "\($0.rawValue)" }.joined(separator: ",")))"
        var arguments: StatementArguments = []
        if let candidates {
            sql += " AND " + candidates.condition
            arguments = [TextKey(candidates.value)]
        }
        if sequence >= 0 {
            sql += " AND sequence > ?"
            arguments += [sequence]
        }
        sql += " ORDER BY sequence"
        let rows = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            guard try visitor(try self.resource(row)) else { return }
        }
    }

    /// A page of all resources of some kinds, by index alone.
    func page(_ kinds: [StoredResource.Kind], offset: Int, limit: Int) throws -> [StoredResource] {
        let list = kinds.map { "\($0.rawValue)" }.joined(separator: ",")
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.columns) FROM resource WHERE kind IN (\(list)) ORDER BY kind, sequence LIMIT ? OFFSET ?"
        )
        return try Row.fetchAll(statement, arguments: [limit, offset]).map(self.resource)
    }

    func count(_ kinds: [StoredResource.Kind]) throws -> Int {
        let list = kinds.map { "\($0.rawValue)" }.joined(separator: ",")
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM resource WHERE kind IN (\(list))") ?? 0
    }
}

/// A condition that an index answers and that every resource which fits a filter fulfils.
struct Candidates {
    let condition: String
    let value: String

    /// Finds one among the terms that must all hold; nil when the filter has none.
    init?(_ filter: BoundFilter) {
        switch filter {
        case .and(let terms):
            guard let found = terms.lazy.compactMap(Candidates.init).first else { return nil }
            self = found
        case .compare(let place, .eq, .text(let text)):
            guard place.container == nil, let condition = Self.conditions[place.path] else { return nil }
            self.condition = condition
            value = text
        default: return nil
        }
    }

    private static let conditions = [
        "id": "id = ?", "externalId": "external = ?", "userName": "name = ?", "displayName": "display = ?",
        "members.value": """
        sequence IN (SELECT owner FROM member JOIN resource AS r ON r.sequence = member.member WHERE r.id = ?)
        """,
        "groups.value": """
        sequence IN (
            WITH RECURSIVE inside (place) AS (
                SELECT member.member FROM member JOIN resource AS r ON r.sequence = member.owner WHERE r.id = ?
                UNION SELECT member.member FROM member JOIN inside ON member.owner = inside.place)
            SELECT place FROM inside)
        """,
    ]
}
