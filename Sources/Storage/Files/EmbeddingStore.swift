import Foundation
import GRDB
import HeddleAnalysis
import Synchronization

/// Embeddings of texts kept on disk, a file for every encoder, in a folder of the cache.
///
/// What cannot be read, is damaged or was removed counts as absent. Any number of programs may use
/// a file at once. Memory does not grow with it.
public final class EmbeddingStore: Sendable {
    public let path: String
    /// Bytes that the file may have; one that is larger when it is opened is begun anew.
    public let capacity: Int
    /// nil where the file cannot be used; then nothing is kept.
    private let queue: DatabaseQueue?
    private let problem: Mutex<StorageError?>

    /// "hemb", so that no other program's file is taken for a store.
    private static let applicationID = 0x6865_6D62
    private static let version = 1

    /// Opens the file of an encoder, or makes it. A file that is no store, is damaged or is larger
    /// than `capacity` is begun anew.
    ///
    /// - Parameters:
    ///   - directory: the folder of the cache for embeddings; made where there is none.
    ///   - encoder: the hash of everything that embeddings depend on; hexadecimal digits.
    public init(directory: String, encoder: String, capacity: Int = 4 << 30) {
        path = "\(directory)/\(Self.fileName(encoder)).sqlite"
        self.capacity = capacity
        do throws(StorageError) {
            try Files.createDirectory(directory)
            queue = try Self.openOrReplace(path, capacity: capacity)
            problem = Mutex(nil)
        } catch {
            queue = nil
            problem = Mutex(error)
        }
    }

    deinit { try? queue?.close() }

    /// Why the last thing could not be read or kept; nil if nothing went wrong.
    public var failure: StorageError? { problem.withLock { $0 } }

    /// The store as the encoder's cache.
    public var cache: EmbeddingCache {
        EmbeddingCache(lookup: embeddings(of:), store: store)
    }

    /// The embeddings of texts in their order, nil for those that are not there or are damaged.
    /// Some 10 µs a text.
    public func embeddings(of texts: [String]) -> [[Float]?] {
        let none = [[Float]?](repeating: nil, count: texts.count)
        return perform { database in
            let select = try database.makeStatement(
                sql: "SELECT text, checksum, numbers FROM embedding WHERE id = ?")
            return try texts.map { text in
                let row = try Row.fetchOne(select, arguments: [Self.identifier(text)])
                return row.flatMap { Self.embedding(of: text, in: $0) }
            }
        } ?? none
    }

    /// Keeps embeddings, all of them or, where the disk or another program is in the way, none.
    public func store(_ texts: [String], _ embeddings: [[Float]]) {
        _ = perform { database in
            try database.inTransaction(.immediate) {
                let insert = try database.makeStatement(
                    sql: "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?, ?)")
                for (text, embedding) in zip(texts, embeddings) {
                    let numbers = Self.bytes(embedding)
                    try insert.execute(arguments: [
                        Self.identifier(text), Data(text.utf8), Self.checksum(numbers), numbers,
                    ])
                }
                return .commit
            }
        }
    }

    /// Embeddings that are kept; nil where the file cannot be read.
    public var count: Int? {
        perform { try SQLiteFile.integer($0, "SELECT count(*) FROM embedding") }
    }

    private func perform<Result>(_ body: (Database) throws -> Result) -> Result? {
        guard let queue else { return nil }
        do throws(StorageError) {
            return try SQLiteFile.perform(path) { try queue.inDatabase(body) }
        } catch {
            problem.withLock { $0 = error }
            // The next to open the file begins it anew; this connection goes on with the old one.
            if case .damagedSession = error { Self.remove(path) }
            return nil
        }
    }
}

extension EmbeddingStore {
    private static func openOrReplace(
        _ path: String, capacity: Int
    ) throws(StorageError) -> DatabaseQueue {
        if (Files.size(path) ?? 0) <= capacity {
            do throws(StorageError) {
                return try open(path)
            } catch .damagedSession, .notASession {
                // Begun anew below.
            } catch {
                throw error
            }
        }
        // A program that has the old file open goes on with it and does not see the new one.
        remove(path)
        return try open(path)
    }

    private static func remove(_ path: String) {
        for ending in ["", "-journal"] { unlink(path + ending) }
    }

    private static func open(_ path: String) throws(StorageError) -> DatabaseQueue {
        try SQLiteFile.perform(path) {
            var configuration = GRDB.Configuration()
            configuration.busyMode = .timeout(10)
            configuration.label = "heddle.embeddings"
            return try DatabaseConnections.open(path, configuration) { database in
                // What is lost when the power goes out is embedded again.
                try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192")
                try prepare(database, path: path)
            }
        }
    }

    private static func prepare(_ database: Database, path: String) throws {
        try database.inTransaction(.immediate) {
            let application = try SQLiteFile.integer(database, "PRAGMA application_id")
            let tables = try SQLiteFile.integer(database, "SELECT count(*) FROM sqlite_master")
            if application == 0, tables == 0 {
                try database.execute(
                    sql: """
                        PRAGMA application_id = \(applicationID);
                        PRAGMA user_version = \(version);
                        CREATE TABLE embedding (
                            id INTEGER PRIMARY KEY, text BLOB NOT NULL, checksum INTEGER NOT NULL,
                            numbers BLOB NOT NULL)
                        """)
            } else {
                let found = try SQLiteFile.integer(database, "PRAGMA user_version")
                guard application == applicationID, found == version else {
                    throw StorageError.notASession(path: path)
                }
            }
            return .commit
        }
    }

    /// Two texts with one number take each other's place; the text itself is compared.
    private static func identifier(_ text: String) -> Int64 {
        Int64(bitPattern: Checksum.of(text.utf8))
    }

    private static func checksum(_ bytes: Data) -> Int64 {
        Int64(bitPattern: Checksum.of(bytes))
    }

    /// The numbers as float32, least significant byte first.
    private static func bytes(_ embedding: [Float]) -> Data {
        Data(
            embedding.flatMap { number in
                withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
            })
    }

    private static func embedding(of text: String, in row: Row) -> [Float]? {
        guard Data.fromDatabaseValue(row[0]) == Data(text.utf8),
            let sum = Int64.fromDatabaseValue(row[1]),
            let bytes = Data.fromDatabaseValue(row[2]), bytes.count.isMultiple(of: 4),
            checksum(bytes) == sum
        else { return nil }
        return stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            return Float(bitPattern: bits)
        }
    }

    /// A name that is one file's whatever the hash is.
    private static func fileName(_ encoder: String) -> String {
        let isPlain = encoder.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
        }
        return isPlain && !encoder.isEmpty && encoder.utf8.count <= 128
            ? encoder : String(Checksum.of(encoder.utf8), radix: 16)
    }
}
