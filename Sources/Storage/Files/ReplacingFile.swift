import Foundation

/// A file that is written piece by piece and takes its place as a whole: readers see the old file
/// or the new one, never half of either, and what is given up leaves the old one.
///
/// What is no plain file (`/dev/null`, a pipe) is written directly.
final class ReplacingFile {
    /// As the user named it.
    let path: String
    private let target: String
    /// Where the new content grows until it is whole; nil where it is written directly.
    private let temporary: String?
    private let file: OpenFile
    private var isCommitted = false

    /// - Throws: `StorageError` naming `path` when it cannot be written or is a folder.
    init(_ path: String) throws(StorageError) {
        self.path = path
        target = Files.resolvingLinks(path)
        var status = stat()
        let exists = stat(target, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR {
            throw .isDirectory(path: path)
        } else if exists, status.st_mode & S_IFMT != S_IFREG {
            temporary = nil
            file = try OpenFile(appendingTo: target, truncating: false)
        } else {
            let name = Self.temporaryName(beside: target)
            temporary = name
            do throws(StorageError) {
                file = try OpenFile(
                    creating: name, permissions: exists ? status.st_mode & 0o777 : 0o644)
            } catch {
                throw error.naming(path, insteadOf: name)
            }
        }
    }

    /// Standard output, written directly.
    init(standardOutput: Void) throws(StorageError) {
        path = "standard output"
        target = path
        temporary = nil
        file = try OpenFile(duplicating: STDOUT_FILENO, path: path)
    }

    deinit {
        if !isCommitted, let temporary { unlink(temporary) }
    }

    /// - Throws: `StorageError` naming the file, when the disk is full or it cannot be written.
    func append(_ bytes: [UInt8]) throws(StorageError) {
        try naming { () throws(StorageError) in try file.append(bytes) }
    }

    /// Puts the file in its place. Nothing is written after it.
    func commit() throws(StorageError) {
        guard let temporary else { return }
        try naming { () throws(StorageError) in
            try file.synchronize()
            guard rename(temporary, target) == 0 else {
                throw StorageError(path: path, .write, code: errno)
            }
        }
        isCommitted = true
    }

    private func naming(_ work: () throws(StorageError) -> Void) throws(StorageError) {
        do throws(StorageError) { try work() } catch {
            throw error.naming(path, insteadOf: temporary ?? target)
        }
    }

    static func temporaryName(beside path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        let suffix = String(UInt32.random(in: .min ... .max), radix: 36)
        return (folder as NSString).appendingPathComponent(".\(name).\(suffix).tmp")
    }
}

extension StorageError {
    /// The same error about the file that the user named.
    func naming(_ path: String, insteadOf temporary: String) -> StorageError {
        switch self {
        case .notFound(temporary): .notFound(path: path)
        case .noPermission(temporary, _): .noPermission(path: path, .write)
        case .diskFull(temporary): .diskFull(path: path)
        case .system(temporary, let operation, let reason):
            .system(path: path, operation, reason: reason)
        default: self
        }
    }
}
