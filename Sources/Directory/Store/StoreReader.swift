import GRDB
package import JSON
import SCIM

/// Reads one moment of the state.
package struct StoreReader: DirectoryState {
    let db: Database
    let types: ResourceTypes

    static let columns = "sequence, id, kind, attributes, version, created, modified"

    package func resource(_ id: String) throws -> StoredResource? { try one("id = ?", [id]) }

    package func user(named userName: String) throws -> StoredResource? {
        try one("kind = ? AND name = ?", [StoredResource.Kind.user.rawValue, userName.caseFolded])
    }

    package func member(_ id: String, of group: StoredResource) throws -> JSONObject? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT detail FROM member WHERE owner = ? AND member = (SELECT sequence FROM resource WHERE id = ?)
                """)
        return try String.fetchOne(statement, arguments: [group.sequence, id]).map(Self.object)
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
        let columns = Self.columns.split(separator: ", ").map { "resource.\($0)" }.joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns), member.detail FROM member
                JOIN resource ON resource.sequence = member.owner WHERE member.member = ? ORDER BY member.owner
                """)
        return try Row.fetchAll(statement, arguments: [resource.sequence]).map { row in
            (try self.resource(row), try Self.object(row["detail"]))
        }
    }

    private func one(_ condition: String, _ arguments: StatementArguments) throws -> StoredResource? {
        let statement = try db.cachedStatement(sql: "SELECT \(Self.columns) FROM resource WHERE \(condition)")
        return try Row.fetchOne(statement, arguments: arguments).map(self.resource)
    }

    func resource(_ row: Row) throws -> StoredResource {
        StoredResource(
            sequence: row["sequence"], id: row["id"], kind: types.kind(number: row["kind"]) ?? .user,
            attributes: try Self.object(row["attributes"]), version: row["version"], created: row["created"],
            modified: row["modified"])
    }

    static func object(_ text: String) throws -> JSONObject {
        guard let object = try JSONValue(parsing: text).objectValue else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a row of the directory is no JSON object")
        }
        return object
    }
}
