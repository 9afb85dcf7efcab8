import Foundation

/// An open file descriptor that closes itself. Reads name their place, so that any number of
/// threads can share one. The pointers of the system calls stay inside this file.
final class OpenFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens a file for reading.
    init(reading path: String) throws(StorageError) {
        self.path = path
        descriptor = try Self.open(path, O_RDONLY, .read)
        let status = try status()
        if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path: path) }
    }

    /// Opens a file for writing at its end; it is made when it does not exist. An existing file is
    /// emptied when `truncating`.
    init(appendingTo path: String, truncating: Bool) throws(StorageError) {
        self.path = path
        let flags = O_RDWR | O_CREAT | O_APPEND | (truncating ? O_TRUNC : 0)
        descriptor = try Self.open(path, flags, .write)
    }

    /// Creates a file that must not exist yet.
    init(creating path: String, permissions: mode_t) throws(StorageError) {
        self.path = path
        descriptor = try Self.open(path, O_WRONLY | O_CREAT | O_EXCL, .create, permissions)
    }

    /// Creates a file that has no name any more: it is gone when it is closed.
    init(temporaryIn folder: String) throws(StorageError) {
        path = folder + "/heddle-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        descriptor = try Self.open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND, .create, 0o600)
        unlink(path)
    }

    /// Another descriptor of a file that is open already, such as standard output.
    init(duplicating descriptor: Int32, path: String) throws(StorageError) {
        self.path = path
        self.descriptor = dup(descriptor)
        guard self.descriptor >= 0 else { throw StorageError(path: path, .write, code: errno) }
    }

    deinit { close(descriptor) }

    private static func open(
        _ path: String, _ flags: Int32, _ operation: StorageError.Operation,
        _ permissions: mode_t = 0o644
    ) throws(StorageError) -> Int32 {
        let descriptor = Foundation.open(path, flags | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw StorageError(path: path, operation, code: errno) }
        return descriptor
    }

    func status() throws(StorageError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StorageError(path: path, .read, code: errno)
        }
        return status
    }

    /// Bytes in the file now.
    func size() throws(StorageError) -> Int { Int(try status().st_size) }

    /// The bytes of a range; fewer where the file has become shorter.
    func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var filled = 0
        while filled < bytes.count {
            let place = off_t(range.lowerBound + filled)
            let count = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return pread(descriptor, rest.baseAddress, rest.count, place)
            }
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw StorageError(path: path, .read, code: errno)
            }
        }
        if filled < bytes.count { bytes.removeLast(bytes.count - filled) }
        return bytes
    }

    /// Everything from the present place to the end: for pipes and devices, which have no size.
    func readToEnd(limit: Int) throws(StorageError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count > 0 {
                bytes.append(contentsOf: chunk[..<count])
            } else if errno != EINTR {
                throw StorageError(path: path, .read, code: errno)
            }
        }
        return bytes
    }

    /// Writes all bytes; a failure leaves the file as long as it was.
    func append(_ bytes: [UInt8]) throws(StorageError) {
        let before = try status()
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                written += count
                continue
            }
            let code = errno
            if code == EINTR { continue }
            if before.st_mode & S_IFMT == S_IFREG, written > 0 {
                ftruncate(descriptor, before.st_size)
            }
            throw StorageError(path: path, .write, code: code)
        }
    }

    /// Writes all bytes from a place on, over what is there.
    func write(_ bytes: [UInt8], at place: Int) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(place + written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw StorageError(path: path, .write, code: errno)
            }
        }
    }

    /// Waits until the disk holds what was written; devices that cannot are let be.
    func synchronize() throws(StorageError) {
        guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
            throw StorageError(path: path, .write, code: errno)
        }
    }

    /// Drops what lies behind a place.
    func cut(to length: Int) throws(StorageError) { try extend(to: length) }

    /// Makes the file longer by zeros that take no room on the disk.
    func extend(to length: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(length)) == 0 else {
            throw StorageError(path: path, .write, code: errno)
        }
    }

    /// Empties the file and writes a text.
    func replaceContent(_ text: String) throws(StorageError) {
        guard ftruncate(descriptor, 0) == 0 else {
            throw StorageError(path: path, .write, code: errno)
        }
        try append(Array(text.utf8))
    }

    /// Takes the advisory lock of the file without waiting; false when another holder has it.
    func lockExclusively() throws(StorageError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw StorageError(path: path, .lock, code: errno)
    }
}
