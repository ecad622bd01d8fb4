import GRDB
package import JSON
import SCIM

/// Reads one moment of the state.
package struct StoreReader: DirectoryState {
    let db: Database
    let types: ServedTypes

    // Made once: each is asked in every request.
    private static let byID = "SELECT \(columns) FROM resource WHERE id = ?"
    private static let byName = "SELECT \(columns) FROM resource WHERE kind = ? AND name = ?"
    private static let groupsOf = """
        SELECT \(columns.split(separator: ", ").map { "resource.\($0)" }.joined(separator: ", ")), member.detail
        FROM member JOIN resource ON resource.sequence = member.owner WHERE member.member = ? ORDER BY member.owner
        """

    static let columns = "sequence, id, kind, attributes, version, created, modified"

    package func resource(_ id: String) throws -> StoredResource? { try one(Self.byID, [TextKey(id)]) }

    package func user(named userName: String) throws -> StoredResource? {
        try user(TextKey(userName.caseFolded))
    }

    /// The user with a folded `userName`.
    func user(_ name: TextKey) throws -> StoredResource? {
        try one(Self.byName, [StoredResource.Kind.user.rawValue, name])
    }

    package func member(_ id: String, of group: StoredResource) throws -> JSONObject? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT detail FROM member WHERE owner = ? AND member = (SELECT sequence FROM resource WHERE id = ?)
                """)
        return try String.fetchOne(statement, arguments: [group.sequence, TextKey(id)]).map(Self.object)
    }

    package func members(of group: StoredResource) throws -> [(id: String, detail: JSONObject)] {
        try listed(group).map { ($0.id, $0.detail) }
    }

    /// The members of a group with the types of the resources that they are.
    package func listed(_ group: StoredResource) throws -> [GroupMember] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT resource.sequence, resource.id, resource.kind, member.detail FROM member
                JOIN resource ON resource.sequence = member.member WHERE member.owner = ? ORDER BY member.member
                """)
        return try Row.fetchAll(statement, arguments: [group.sequence]).map { row in
            GroupMember(
                sequence: row[0], id: row[1], kind: types.kind(number: row[2]) ?? .user,
                detail: try Self.object(row[3]))
        }
    }

    package func groups(of resource: StoredResource) throws -> [(group: StoredResource, detail: JSONObject)] {
        let statement = try db.cachedStatement(sql: Self.groupsOf)
        return try Row.fetchAll(statement, arguments: [resource.sequence]).map { row in
            (try self.resource(row), try Self.object(row[7]))
        }
    }

    private func one(_ sql: String, _ arguments: StatementArguments) throws -> StoredResource? {
        let statement = try db.cachedStatement(sql: sql)
        return try Row.fetchOne(statement, arguments: arguments).map(self.resource)
    }

    func resource(_ row: Row) throws -> StoredResource {
        StoredResource(
            sequence: row[0], id: row[1], kind: types.kind(number: row[2]) ?? .user,
            attributes: try Self.object(row[3]), version: row[4], created: row[5], modified: row[6])
    }

    static func object(_ text: String) throws -> JSONObject {
        guard let object = try JSONValue(parsing: text).objectValue else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of the directory is no JSON object")
        }
        return object
    }
}
