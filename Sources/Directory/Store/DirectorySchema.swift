import GRDB

/// The tables of the directory's state.
enum DirectorySchema {
    /// Raised whenever the tables, or what is put into them, change: an older database is then built again.
    static let version = 4

    /// `name` is the folded `userName` or `displayName`, `display` the folded `displayName` of either type; what is looked
    /// up is kept as bytes (`TextKey`). Members stand apart, so that a change of one never reads the others.
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE projection (
                    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, origin TEXT NOT NULL,
                    genesis BLOB NOT NULL, position INTEGER NOT NULL, tail BLOB NOT NULL,
                    types TEXT NOT NULL);
                CREATE TABLE resource (
                    sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, name BLOB, display BLOB,
                    external BLOB, attributes TEXT NOT NULL, version INTEGER NOT NULL, created INTEGER NOT NULL,
                    modified INTEGER NOT NULL);
                CREATE INDEX resource_name ON resource (kind, name);
                CREATE INDEX resource_display ON resource (kind, display) WHERE display IS NOT NULL;
                CREATE INDEX resource_external ON resource (kind, external) WHERE external IS NOT NULL;
                CREATE INDEX resource_kind ON resource (kind, sequence);
                CREATE TABLE member (
                    owner INTEGER NOT NULL, member INTEGER NOT NULL, detail TEXT NOT NULL,
                    PRIMARY KEY (owner, member)) WITHOUT ROWID;
                CREATE INDEX member_member ON member (member, owner);
                """)
    }
}
