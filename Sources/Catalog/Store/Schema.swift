import GRDB

/// The tables of the catalog.
///
/// There are no migrations: the catalog is a projection, so another `version` means that the file is thrown away and
/// built again from the log. Raise it whenever tables, what stands in them, or the event's JSON change.
enum Schema {
    static let version: Int64 = 1

    /// Creates everything in an empty file.
    ///
    /// - `catalog`: one row that says what the file is made from and how far. `tail` is the leaf hash of the last
    ///   entry taken in, so that a log restored from an older backup and continued is told from the one followed.
    /// - `event`: one row for each entry, narrow, since conditions are tested on it; rows are dense from 0, and time never
    ///   decreases with `idx`, so a time is found by bisection and needs no index.
    /// - `document`: the event's JSON, read only for the events that are answered.
    /// - `identity`, `name`: who is named, under the label; every name and externalId ever borne, also folded.
    /// - `role`: which events name an identity in which part: postings in log order, one range for each pair.
    /// - `fulltext`: words of names, ids, paths, values and reasons; contentless, since `document` has the text.
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE catalog (
                    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, origin TEXT NOT NULL,
                    genesis BLOB NOT NULL, position INTEGER NOT NULL, tail BLOB NOT NULL
                ) STRICT;
                CREATE TABLE event (
                    idx INTEGER PRIMARY KEY, time INTEGER NOT NULL, action INTEGER, outcome INTEGER, source INTEGER,
                    tx TEXT
                ) STRICT;
                CREATE INDEX event_action ON event (action) WHERE action IS NOT NULL;
                CREATE INDEX event_outcome ON event (outcome) WHERE outcome IS NOT NULL;
                CREATE INDEX event_source ON event (source) WHERE source IS NOT NULL;
                CREATE INDEX event_tx ON event (tx) WHERE tx IS NOT NULL;
                CREATE TABLE document (idx INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
                CREATE TABLE term (
                    id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (kind, text)
                ) STRICT;
                CREATE TABLE identity (
                    id INTEGER PRIMARY KEY, label BLOB NOT NULL UNIQUE, kind TEXT, namespace TEXT, ident TEXT,
                    name TEXT, external TEXT
                ) STRICT;
                CREATE INDEX identity_ident ON identity (ident) WHERE ident IS NOT NULL;
                CREATE TABLE name (
                    identity INTEGER NOT NULL, field INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL,
                    first INTEGER NOT NULL, PRIMARY KEY (identity, field, text)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX name_folded ON name (folded);
                CREATE TABLE role (
                    identity INTEGER NOT NULL, role INTEGER NOT NULL, idx INTEGER NOT NULL,
                    PRIMARY KEY (identity, role, idx)
                ) STRICT, WITHOUT ROWID;
                CREATE VIRTUAL TABLE fulltext USING fts5 (
                    text, content = '', tokenize = "unicode61 remove_diacritics 2"
                );
                """)
    }
}
