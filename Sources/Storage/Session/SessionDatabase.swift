import Foundation
import GRDB

/// Opening the SQLite file of a session: what it is, whether it is whole, which version it has.
enum SessionDatabase {
    /// What a file turned out to be.
    private enum Content {
        case empty
        case session(version: Int)
    }

    /// Opens a session for writing; a file that does not exist or is empty becomes one.
    ///
    /// Nothing is written before the file has been found to be a whole session of a version that
    /// `schema` knows; an older one is copied before it is migrated.
    static func openForWriting(
        _ path: String, schema: SessionSchema
    ) throws(StorageError) -> DatabaseQueue {
        try Files.createDirectory((path as NSString).deletingLastPathComponent)
        let content = try inspect(path, schema: schema)
        return try SQLiteFile.perform(path) {
            var configuration = Self.configuration
            configuration.journalMode = .wal
            return try DatabaseConnections.open(path, configuration) { database in
                // An edit must survive the power going out, not only the program.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                switch content {
                case .empty: try schema.migrate(database, from: 0)
                case .session(schema.version): break
                case .session(let version):
                    try Self.backUp(database, path: path, version: version)
                    try schema.migrate(database, from: version)
                }
            }
        }
    }

    /// Opens a session for reading; nothing beside it is locked.
    ///
    /// - Parameter checking: looks for damage in all of the file first; linear in its size.
    static func openForReading(
        _ path: String, schema: SessionSchema, checking: Bool = true
    ) throws(StorageError) -> DatabaseQueue {
        guard Files.exists(path) else { throw .notFound(path: path) }
        let copy = try copyForReading(path)
        defer { copy?.remove() }
        let readable = copy?.path ?? path
        guard case .session(let version) = try inspect(readable, schema: schema, checking: checking)
        else { throw .notASession(path: path) }
        return try SQLiteFile.perform(path) {
            if version == schema.version, copy == nil {
                return try DatabaseConnections.open(readable, Self.readOnlyConfiguration)
            }
            let queue = try Self.copyInMemory(readable)
            try queue.inDatabase { try schema.migrate($0, from: version) }
            return queue
        }
    }

    private static var readOnlyConfiguration: GRDB.Configuration {
        var configuration = Self.configuration
        configuration.readonly = true
        return configuration
    }

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(2)
        configuration.label = "heddle.session"
        return configuration
    }

    /// Looks at a file through a connection that cannot write.
    private static func inspect(
        _ path: String, schema: SessionSchema, checking: Bool = true
    ) throws(StorageError) -> Content {
        if Files.isDirectory(path) { throw .isDirectory(path: path) }
        guard let size = Files.size(path), size > 0 else { return .empty }
        let (application, version, tables, verdict) = try SQLiteFile.perform(path) {
            let queue = try DatabaseConnections.open(path, Self.readOnlyConfiguration)
            defer { try? queue.close() }
            return try queue.inDatabase { database in
                (
                    try SQLiteFile.integer(database, "PRAGMA application_id"),
                    try SQLiteFile.integer(database, "PRAGMA user_version"),
                    try SQLiteFile.integer(database, "SELECT count(*) FROM sqlite_master"),
                    checking ? try SQLiteFile.text(database, "PRAGMA quick_check(1)") : "ok"
                )
            }
        }
        // A program that was killed while it made the file leaves one without tables.
        if application == 0, version == 0, tables == 0 { return .empty }
        guard application == SessionSchema.applicationID, version > 0 else {
            throw .notASession(path: path)
        }
        guard version <= schema.version else {
            throw .newerSession(path: path, version: version, supported: schema.version)
        }
        guard verdict == "ok" else { throw .damagedSession(path: path, detail: verdict) }
        return .session(version: version)
    }

    private static func backUp(_ database: Database, path: String, version: Int) throws {
        var copy = "\(path).v\(version)-backup"
        var number = 2
        while Files.exists(copy) {
            copy = "\(path).v\(version)-backup-\(number)"
            number += 1
        }
        try database.execute(sql: "VACUUM INTO ?", arguments: [copy])
    }

    private static func copyInMemory(_ path: String) throws -> DatabaseQueue {
        let source = try DatabaseConnections.open(path, readOnlyConfiguration)
        defer { try? source.close() }
        let copy = try DatabaseConnections.inMemory()
        try source.backup(to: copy)
        return copy
    }

    /// A copy of a session that was not closed and lies in a folder where SQLite may not write,
    /// which it must to read such a file; nil where none is needed.
    private static func copyForReading(_ path: String) throws(StorageError) -> TemporaryCopy? {
        let folder = (path as NSString).deletingLastPathComponent
        guard Files.exists(path + "-wal"), access(folder.isEmpty ? "." : folder, W_OK) != 0 else {
            return nil
        }
        let number = UInt32.random(in: 0 ... .max)
        let copy = TemporaryCopy(path: NSTemporaryDirectory() + "heddle-\(getpid())-\(number)")
        try Files.write(try Files.read(path), to: copy.path)
        try Files.write(try Files.read(path + "-wal"), to: copy.path + "-wal")
        return copy
    }
}

private struct TemporaryCopy {
    var path: String

    func remove() {
        for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
    }
}

/// SQLite's errors as Heddle's, and values that are what they should be.
enum SQLiteFile {
    static func perform<Result>(
        _ path: String, _ body: () throws -> Result
    ) throws(StorageError) -> Result {
        do {
            return try body()
        } catch let error as StorageError {
            throw error
        } catch let error as DamagedRow {
            throw .damagedSession(path: path, detail: error.detail)
        } catch let error as DatabaseError {
            throw translate(error, path: path)
        } catch {
            throw .damagedSession(path: path, detail: "\(error)")
        }
    }

    private static func translate(_ error: DatabaseError, path: String) -> StorageError {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: .sessionInUse(path: path, process: nil)
        case .SQLITE_FULL: .diskFull(path: path)
        case .SQLITE_NOTADB: .notASession(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .noPermission(path: path, .write)
        case .SQLITE_CANTOPEN:
            Files.exists(path) ? .noPermission(path: path, .read) : .notFound(path: path)
        case .SQLITE_IOERR:
            .system(path: path, .write, reason: error.message ?? "input or output error")
        default: .damagedSession(path: path, detail: error.message ?? "\(error.resultCode)")
        }
    }

    static func integer(_ database: Database, _ sql: String) throws -> Int {
        try Row.fetchOne(database, sql: sql)?.databaseValues.first
            .flatMap { Int.fromDatabaseValue($0) } ?? 0
    }

    static func text(_ database: Database, _ sql: String) throws -> String {
        try Row.fetchOne(database, sql: sql)?.databaseValues.first
            .flatMap { String.fromDatabaseValue($0) } ?? ""
    }
}
