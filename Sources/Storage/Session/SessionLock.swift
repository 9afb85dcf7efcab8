import Foundation

/// Keeps a second program from writing to a session: a lock on a small file beside it, which the
/// system takes back when its holder ends, however it ends.
///
/// The session file itself is not locked: closing any descriptor of it would drop SQLite's locks.
final class SessionLock: Sendable {
    private let path: String
    private let file: OpenFile

    static func path(of session: String) -> String { session + "-lock" }

    /// - Throws: `StorageError.sessionInUse` when another program holds it.
    init(session: String) throws(StorageError) {
        path = Self.path(of: session)
        while true {
            let file = try OpenFile(appendingTo: path, truncating: false)
            guard try file.lockExclusively() else {
                throw .sessionInUse(path: session, process: Self.holder(path))
            }
            // The holder before may have removed the file between our open and our lock.
            guard try Self.isSame(file, path) else { continue }
            try file.replaceContent("\(getpid())\n")
            self.file = file
            return
        }
    }

    deinit { unlink(path) }

    private static func isSame(_ file: OpenFile, _ path: String) throws(StorageError) -> Bool {
        let mine = try file.status()
        var there = stat()
        return stat(path, &there) == 0 && there.st_ino == mine.st_ino && there.st_dev == mine.st_dev
    }

    private static func holder(_ path: String) -> Int32? {
        guard let bytes = try? Files.read(path, limit: 64) else { return nil }
        return Int32(String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
