import Foundation
import HeddleAnalysis

/// Finished rows of a long piece of work on disk: a first line that says which work they belong to,
/// then a row a line. What was written stays, however the program ends.
public final class RowFile {
    public let path: String
    /// Rows that an earlier run of the same work left.
    public let rows: [JSONValue]
    /// Why rows could not be kept; nil when all is well.
    public private(set) var failure: StorageError?
    private let writer: LineWriter

    /// Opens the file, or makes it. Rows of other work are not used, and the file is begun anew.
    ///
    /// - Throws: `StorageError` when the file cannot be written.
    public init(path: String, identity: JSONValue) throws(StorageError) {
        self.path = path
        let lines = Files.exists(path) ? try Files.read(path).split(separator: 0x0A) : []
        let isSame = lines.first.map { Array($0) == identity.compactBytes } ?? false
        // A line that ends in the middle, as a killed program leaves it, is no row.
        rows = isSame ? lines.dropFirst().compactMap { try? JSONValue(json: Array($0)) } : []
        writer = try LineWriter(path: path, replacing: !isSame)
        if !isSame { try writer.append(identity) }
    }

    /// Keeps rows; after a failure nothing more is written, and `failure` says why.
    public func append(_ rows: [JSONValue]) {
        guard failure == nil else { return }
        do throws(StorageError) {
            for row in rows { try writer.append(row) }
        } catch {
            failure = error
        }
    }

    /// Deletes the file, once the result is kept elsewhere.
    public func remove() { unlink(path) }
}
