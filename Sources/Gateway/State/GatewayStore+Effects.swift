import Differences
import Foundation
import GRDB
import JSON
import Records

extension GatewayStore {
    /// Takes in what one record does to the state.
    static func apply(_ effect: GatewayEffect, _ db: Database) throws {
        switch effect {
        case .opened(let attempt): try open(attempt, db)
        case .closed(let index):
            try db.cachedStatement(sql: "DELETE FROM attempt WHERE position = ?").execute(arguments: [Int64(index)])
        case .left(let gateway, let kind, let id, let change):
            let known = try resource(db, gateway, kind, id)
            let state = change.isWhole ? JSONObject() : known?.state ?? JSONObject()
            try db.cachedStatement(
                sql: """
                    INSERT INTO resource (gateway, endpoint, id, state, members, seen, looked)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
                    SET state = excluded.state, members = excluded.members, looked = max(looked, excluded.looked)
                    """
            ).execute(arguments: [
                gateway, kind.endpoint, Data(id.utf8),
                JSONValue.object(kind.difference.apply(change.changes, to: state)).text,
                change.hasAllMembers || known?.hasAllMembers ?? false, Int64(change.index),
                Int64(change.looked),
            ])
            try db.cachedStatement(sql: "DELETE FROM ended WHERE gateway = ? AND endpoint = ? AND id = ?")
                .execute(arguments: [gateway, kind.endpoint, Data(id.utf8)])
            try came(gateway, kind.endpoint, change.labels, db)
        case .awaited(let gateway, let endpoint, let label, let attempt):
            try awaits(gateway, endpoint, label, attempt, db)
        case .doubted(let gateway, let endpoint, let id, let index, let attempt):
            try doubted(gateway, endpoint, id, index, attempt, db)
        case .ended(let gateway, let kind, let id, let index):
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO ended (gateway, endpoint, id, looked) VALUES (?, ?, ?, ?)"
            )
            .execute(arguments: [gateway, kind.endpoint, Data(id.utf8), Int64(index)])
            try db.cachedStatement(sql: "DELETE FROM resource WHERE gateway = ? AND endpoint = ? AND id = ?")
                .execute(arguments: [gateway, kind.endpoint, Data(id.utf8)])
            // Who is deleted may stay a member: services differ, and what a group says is seen when it is looked at.
            guard kind.isGroup else { return }
            try db.cachedStatement(sql: "DELETE FROM member WHERE gateway = ? AND owner = ?")
                .execute(arguments: [gateway, Data(id.utf8)])
        case .stands(let gateway, let upstream):
            for table in ["resource", "member", "ended", "awaited"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE gateway = ?", arguments: [gateway])
            }
            try bind(gateway, to: upstream, db)
        case .membership(let gateway, let group, let member, let detail):
            let key: StatementArguments = [gateway, Data(group.utf8), Data(member.utf8)]
            guard let detail else {
                return try db.cachedStatement(
                    sql: "DELETE FROM member WHERE gateway = ? AND owner = ? AND member = ?"
                ).execute(arguments: key)
            }
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO member (gateway, owner, member, detail) VALUES (?, ?, ?, ?)"
            ).execute(arguments: key + [JSONValue.object(detail).text])
        }
    }
}
