import Foundation
import GRDB
import JSON

/// Who is a member of a group, as far as records say.
extension GatewayStore {
    func members(_ gateway: String, of group: String) throws -> [String: JSONObject] {
        try queue.unsafeRead { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT member, detail FROM member WHERE gateway = ? AND owner = ?",
                arguments: [gateway, Data(group.utf8)])
            var members: [String: JSONObject] = [:]
            while let row = try rows.next() {
                members[String(decoding: row["member"] as Data, as: UTF8.self)] = Self.object(row["detail"])
            }
            return members
        }
    }

    /// Those of some ids that are members.
    func members(_ gateway: String, of group: String, among ids: [String]) throws -> [String: JSONObject] {
        try queue.unsafeRead { db in
            var members: [String: JSONObject] = [:]
            let statement = try db.cachedStatement(
                sql: "SELECT detail FROM member WHERE gateway = ? AND owner = ? AND member = ?")
            for id in ids {
                let detail = try String.fetchOne(
                    statement, arguments: [gateway, Data(group.utf8), Data(id.utf8)])
                if let detail { members[id] = Self.object(detail) }
            }
            return members
        }
    }

    /// Whether a group is known to have more members than that.
    func hasMany(_ gateway: String, _ group: String, more count: Int) throws -> Bool {
        try queue.unsafeRead { db in
            let number =
                try Int.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT count(*) FROM
                                (SELECT 1 FROM member WHERE gateway = ? AND owner = ? LIMIT ?)
                            """), arguments: [gateway, Data(group.utf8), count + 1]) ?? 0
            return number > count
        }
    }

    /// Some members of a group.
    func someMembers(_ gateway: String, of group: String, limit: Int) throws -> [String] {
        try queue.unsafeRead { db in
            try Data.fetchAll(
                db, sql: "SELECT member FROM member WHERE gateway = ? AND owner = ? LIMIT ?",
                arguments: [gateway, Data(group.utf8), limit]
            ).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Whether any member of any group is on record.
    func hasMembers(_ gateway: String) throws -> Bool {
        try queue.unsafeRead { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM member WHERE gateway = ?)", arguments: [gateway]) ?? false
        }
    }
}
