import GRDB

/// The tables of a session file. A version is never changed once released: what is new is a
/// further step at the end of `steps`.
struct SessionSchema: Sendable {
    /// Marks the file as a Heddle session: `hedl` in SQLite's header.
    static let applicationID = 0x6865_646C

    /// Step N brings a file of version N to N + 1.
    var steps: [@Sendable (Database) throws -> Void]

    var version: Int { steps.count }

    static let current = SessionSchema(steps: [createTables])

    /// Brings an open database to the present version in one transaction.
    func migrate(_ database: Database, from version: Int) throws {
        try database.inTransaction(.immediate) {
            for step in steps[version...] { try step(database) }
            try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(self.version)")
            return .commit
        }
    }

    @Sendable private static func createTables(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
                CREATE TABLE setting (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
                CREATE TABLE source (path TEXT PRIMARY KEY, place INTEGER NOT NULL) STRICT;
                CREATE TABLE note (
                    id INTEGER PRIMARY KEY,
                    kind TEXT NOT NULL CHECK (kind IN ('trace', 'tokens', 'head')),
                    trace TEXT, first INTEGER, end INTEGER, layer INTEGER, head INTEGER,
                    text TEXT NOT NULL, quote TEXT NOT NULL,
                    bookmark INTEGER NOT NULL, created REAL NOT NULL) STRICT;
                CREATE TABLE pin (
                    layer INTEGER NOT NULL, head INTEGER NOT NULL, name TEXT NOT NULL,
                    PRIMARY KEY (layer, head)) STRICT;
                CREATE TABLE head_set (name TEXT PRIMARY KEY, heads TEXT NOT NULL) STRICT;
                CREATE TABLE trace (
                    id TEXT PRIMARY KEY, place INTEGER NOT NULL,
                    file TEXT, line INTEGER, parent TEXT, record TEXT NOT NULL) STRICT;
                """)
    }
}
