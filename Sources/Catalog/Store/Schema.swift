import GRDB

/// The tables of the catalog.
///
/// There are no migrations: the catalog is a projection, so another `version` means that the file is thrown away and
/// built again from the log. Raise it whenever tables or what stands in them change.
enum Schema {
    static let version: Int64 = 7

    /// Creates everything in an empty file.
    ///
    /// - `catalog`: one row that says what the file is made from and how far. Segments cover the entries up to `position`,
    ///   names those up to `seen`, which is as far or farther; `tail` is the leaf hash of the entry before `seen`, so that a
    ///   log restored from an older backup and continued is told from the one followed.
    /// - `segment`: stretches of the log with their times, the first keys of their pages and whom they name
    ///   (`LabelFilter`); `page`: posting lists by key (`SegmentPage`). Rows of both are written once.
    /// - `identity`, `name`: who is named, under the label; every name, externalId and e-mail address ever borne from the
    ///   entry on that gave it, folded too, and what somebody was called by what did not come to pass (`NameField.alleged`).
    /// - `link`: pairs of identities, the lower first, that were linked or parted, as the newest entry on the pair (`at`) says.
    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE catalog (
                    id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, origin TEXT NOT NULL,
                    genesis BLOB NOT NULL, position INTEGER NOT NULL, seen INTEGER NOT NULL, tail BLOB NOT NULL
                ) STRICT;
                CREATE TABLE segment (
                    first INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_time INTEGER NOT NULL,
                    last_time INTEGER NOT NULL, times BLOB NOT NULL, directory BLOB NOT NULL, labels BLOB NOT NULL
                ) STRICT;
                CREATE TABLE page (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
                CREATE TABLE identity (
                    id INTEGER PRIMARY KEY, label BLOB NOT NULL UNIQUE, kind TEXT, namespace TEXT, ident TEXT,
                    name TEXT, external TEXT
                ) STRICT;
                CREATE INDEX identity_ident ON identity (ident) WHERE ident IS NOT NULL;
                CREATE INDEX identity_kind ON identity (kind) WHERE kind IS NOT NULL;
                CREATE TABLE name (
                    identity INTEGER NOT NULL, field INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL,
                    first INTEGER NOT NULL, PRIMARY KEY (identity, field, first, text)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX name_folded ON name (folded);
                CREATE TABLE link (
                    low INTEGER NOT NULL, high INTEGER NOT NULL, at INTEGER NOT NULL, linked INTEGER NOT NULL,
                    PRIMARY KEY (low, high, at)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX link_high ON link (high);
                CREATE INDEX link_at ON link (at);
                CREATE TABLE purge (label BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
                """)
    }
}
