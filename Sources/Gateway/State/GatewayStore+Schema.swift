import Foundation
import GRDB
import TransparencyLog

extension GatewayStore {
    /// Makes the tables of a state that has taken in nothing yet.
    static func create(in db: Database, _ origin: String) throws {
        try db.execute(
            sql: """
                CREATE TABLE projection (
                    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, origin TEXT NOT NULL,
                    position INTEGER NOT NULL, tail BLOB NOT NULL);
                CREATE TABLE resource (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB NOT NULL, state TEXT NOT NULL,
                    members INTEGER NOT NULL, seen INTEGER NOT NULL, looked INTEGER NOT NULL,
                    PRIMARY KEY (gateway, endpoint, id)) WITHOUT ROWID;
                CREATE TABLE doubt (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, folded BLOB NOT NULL, position INTEGER NOT NULL,
                    attempt INTEGER, PRIMARY KEY (gateway, endpoint, folded)) WITHOUT ROWID;
                CREATE TABLE ended (
                    gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB NOT NULL, looked INTEGER NOT NULL,
                    PRIMARY KEY (gateway, endpoint, id)) WITHOUT ROWID;
                CREATE TABLE member (
                    gateway TEXT NOT NULL, owner BLOB NOT NULL, member BLOB NOT NULL, detail TEXT NOT NULL,
                    PRIMARY KEY (gateway, owner, member)) WITHOUT ROWID;
                CREATE TABLE attempt (
                    position INTEGER PRIMARY KEY, gateway TEXT NOT NULL, endpoint TEXT NOT NULL, id BLOB, folded BLOB,
                    method TEXT NOT NULL, time INTEGER NOT NULL, transact TEXT,
                    passed INTEGER, sure INTEGER NOT NULL DEFAULT 0, found BLOB, attribute TEXT, value TEXT, name BLOB);
                CREATE INDEX attempt_gateway ON attempt (gateway, position);
                CREATE INDEX attempt_resource ON attempt (gateway, endpoint, folded);
                CREATE INDEX attempt_name ON attempt (gateway, endpoint, name);
                """)
        try db.execute(
            sql: "INSERT INTO projection (id, version, origin, position, tail) VALUES (1, ?, ?, 0, ?)",
            arguments: [version, origin, Data(Hash.zero.bytes)])
    }
}
