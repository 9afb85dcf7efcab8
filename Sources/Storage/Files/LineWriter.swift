import Foundation
import HeddleAnalysis

/// Appends JSON Lines to a file, a whole line at a time: what was written stays readable however
/// the program ends.
public final class LineWriter {
    public let path: String
    private let file: OpenFile

    /// Opens the file, or makes it. A half-written last line is closed, so that the next one does
    /// not run into it.
    ///
    /// - Parameter replacing: empties an existing file.
    /// - Throws: `StorageError` naming the file when it cannot be written.
    public init(path: String, replacing: Bool = false) throws(StorageError) {
        self.path = path
        if Files.isDirectory(path) { throw .isDirectory(path: path) }
        file = try OpenFile(appendingTo: path, truncating: replacing)
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return }
        let size = Int(status.st_size)
        if try file.read(size - 1..<size) != [0x0A] { try file.append([0x0A]) }
    }

    /// Writes one value as one line. After a failure the file ends with the line before.
    public func append(_ value: JSONValue) throws(StorageError) {
        try file.append(value.compactBytes + [0x0A])
    }

    /// Waits until the lines are on the disk.
    public func synchronize() throws(StorageError) { try file.synchronize() }
}
