#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file mapped read-only into memory; unmapped when the last reference goes.
///
/// Pages are read from disk when they are first touched. A file that another program shortens
/// while it is mapped ends this process with SIGBUS when a lost page is touched.
final class MappedFile: @unchecked Sendable {  // the mapping is never written and never moves
    let path: String
    let bytes: UnsafeRawBufferPointer

    /// - Throws: `EngineError.unreadable` with the system's reason.
    init(path: String) throws(EngineError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.systemError(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.systemError(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
        self.path = path
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
            start != MAP_FAILED
        else { throw Self.systemError(path) }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        if let start = bytes.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
        }
    }

    private static func systemError(_ path: String) -> EngineError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
