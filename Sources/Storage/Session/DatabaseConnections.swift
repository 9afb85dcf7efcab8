import GRDB
import Synchronization

/// Opens connections to SQLite.
///
/// A connection that is closed keeps its empty `DatabaseQueue` until the program ends: freeing the
/// dispatch queue inside it starts libdispatch's worker threads, which on Linux wake up every second
/// from then on. A queue is some hundred bytes, and a program opens few.
enum DatabaseConnections {
    private static let kept = Mutex<[DatabaseQueue]>([])

    /// Opens a file and hands the connection over; closes it where `prepare` fails.
    static func open(
        _ path: String, _ configuration: GRDB.Configuration,
        prepare: (Database) throws -> Void = { _ in }
    ) throws -> DatabaseQueue {
        try keep(DatabaseQueue(path: path, configuration: configuration), prepare)
    }

    /// A database in memory alone.
    static func inMemory() throws -> DatabaseQueue { try keep(DatabaseQueue()) { _ in } }

    private static func keep(
        _ queue: DatabaseQueue, _ prepare: (Database) throws -> Void
    ) throws -> DatabaseQueue {
        kept.withLock { $0.append(queue) }
        do {
            try queue.inDatabase(prepare)
        } catch {
            try? queue.close()
            throw error
        }
        return queue
    }
}
