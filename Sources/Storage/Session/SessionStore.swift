import Foundation
import GRDB
import Synchronization

/// A session file that is open: one SQLite database in WAL mode.
///
/// Every `save` is one transaction that is on the disk when it returns, so that a killed program
/// loses at most the edit that it was writing. The methods wait for the disk; call them from one
/// background thread (calls from several are put in a row).
public final class SessionStore: Sendable {
    public let path: String
    public let isReadOnly: Bool
    private let state: Mutex<State>

    private struct State: Sendable {
        /// Nil once the session is closed.
        var queue: DatabaseQueue?
        var lock: SessionLock?
        /// What the file holds, as far as it has been read or written here.
        var stored: SessionDocument?
    }

    /// Opens a session, or makes one. An older version is migrated after a copy has been put
    /// beside it; opened for reading it is migrated in memory.
    ///
    /// - Throws: `StorageError` when another program has it open, when it is no session, damaged
    ///   or of a later version (the file is then left as it is), or when it cannot be written.
    public static func open(
        _ path: String, readOnly: Bool = false
    ) throws(StorageError) -> SessionStore {
        try SessionStore(path: path, readOnly: readOnly, schema: .current)
    }

    init(path: String, readOnly: Bool, schema: SessionSchema) throws(StorageError) {
        self.path = path
        isReadOnly = readOnly
        if readOnly {
            let queue = try SessionDatabase.openForReading(path, schema: schema)
            state = Mutex(State(queue: queue))
            return
        }
        if Files.isDirectory(path) { throw .isDirectory(path: path) }
        try Files.createDirectory((path as NSString).deletingLastPathComponent)
        let lock = try SessionLock(session: path)
        let queue = try SessionDatabase.openForWriting(path, schema: schema)
        state = Mutex(State(queue: queue, lock: lock))
    }

    deinit { try? close() }

    /// Reads everything that the session keeps; nil for a session that has just been made.
    ///
    /// - Throws: `StorageError.damagedSession` naming the table and the row.
    public func load() throws(StorageError) -> SessionDocument? {
        try locked { state throws(StorageError) in
            let document = try perform(state) { database in
                let count = try SQLiteFile.integer(database, "SELECT count(*) FROM info")
                return count == 0 ? nil : try SessionDocument(reading: database)
            }
            state.stored = document
            return document
        }
    }

    /// Writes what differs from what the file holds, in one transaction.
    ///
    /// Linear in the number of notes; only traces that are new or changed are written.
    ///
    /// - Parameter modified: the time of the edit, seconds since 1970; nil takes the clock's.
    /// - Throws: `StorageError` when the disk is full or cannot be written; the file then holds
    ///   what it held before.
    public func save(
        _ document: SessionDocument, modified: Double? = nil
    ) throws(StorageError) {
        guard !isReadOnly else { throw .readOnlySession(path: path) }
        var document = document
        document.modified = modified ?? Date().timeIntervalSince1970
        try locked { state throws(StorageError) in
            let stored = state.stored
            try perform(state) { database in
                try database.inTransaction(.immediate) {
                    let old = try stored ?? SessionDocument(reading: database)
                    try document.write(over: old, in: database)
                    return .commit
                }
            }
            state.stored = document
        }
    }

    /// Writes the session as it is now to another file, which must not exist yet.
    public func exportCopy(to destination: String) throws(StorageError) {
        guard !Files.exists(destination) else {
            throw .system(path: destination, .create, reason: "a file of this name exists")
        }
        try Files.createDirectory((destination as NSString).deletingLastPathComponent)
        do throws(StorageError) {
            try locked { state throws(StorageError) in
                try perform(state) { database in
                    try database.execute(sql: "VACUUM INTO ?", arguments: [destination])
                }
            }
        } catch {
            unlink(destination)
            throw error.about(destination)
        }
    }

    /// Closes the session and leaves one file that can be handed on: what SQLite kept beside it is
    /// merged into it. Closing twice is no error.
    public func close() throws(StorageError) {
        try locked { state throws(StorageError) in
            guard let queue = state.queue else { return }
            state.queue = nil
            defer { state.lock = nil }
            try SQLiteFile.perform(path) {
                defer { try? queue.close() }
                guard !isReadOnly else { return }
                try queue.inDatabase(Self.mergeLog)
            }
        }
    }

    /// A database without WAL is a single file that can be read from anywhere; while others read
    /// it the log can only be emptied.
    private static func mergeLog(_ database: Database) throws {
        do {
            _ = try Row.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    private func locked<Result: Sendable>(
        _ body: (inout State) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try state.withLock { state throws(StorageError) in try body(&state) }
    }

    private func perform<Result>(
        _ state: State, _ body: (Database) throws -> Result
    ) throws(StorageError) -> Result {
        guard let queue = state.queue else { throw .sessionClosed(path: path) }
        return try SQLiteFile.perform(path) { try queue.inDatabase(body) }
    }
}

extension SessionDocument {
    /// Writes the differences from `old`, which the tables hold.
    fileprivate func write(over old: SessionDocument, in database: Database) throws {
        for (before, after) in zip(old.rows, rows) {
            try after.table.update(from: before.rows, to: after.rows, in: database)
        }
        var left = Dictionary(
            old.traces.enumerated().map { ($1.id, (place: $0, trace: $1)) },
            uniquingKeysWith: { $1 })
        for (place, trace) in traces.enumerated() {
            if let before = left.removeValue(forKey: trace.id), before.trace == trace,
                before.place == place
            {
                continue
            }
            try SessionTable.trace.insert(trace.row(place: place), into: database)
        }
        for id in left.keys { try SessionTable.trace.delete([id.databaseValue], from: database) }
    }
}

extension StorageError {
    /// An error of writing a copy, about the copy.
    fileprivate func about(_ path: String) -> StorageError {
        switch self {
        case .diskFull: .diskFull(path: path)
        case .noPermission(_, let operation): .noPermission(path: path, operation)
        case .notFound: .notFound(path: path)
        case .system(_, let operation, let reason): .system(path: path, operation, reason: reason)
        default: self
        }
    }
}
