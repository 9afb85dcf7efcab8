import Foundation
import HeddleAnalysis

/// Finished rows of a mediation analysis on disk: a first line that says which analysis they belong
/// to, then a row a line. What was written stays, however the program ends.
public final class MediationCheckpoint: MediationStore {
    public let path: String
    /// Rows that an earlier run of the same analysis left.
    public let rows: [MediationRow]
    /// Why rows could not be kept; nil when all is well.
    public private(set) var failure: StorageError?
    private let writer: LineWriter

    /// Opens the file, or makes it. Rows of another analysis are not used, and the file is begun
    /// anew.
    ///
    /// - Throws: `StorageError` when the file cannot be written.
    public init(
        path: String, settings: MediationSettings, model: String
    ) throws(StorageError) {
        self.path = path
        let header: JSONValue = [
            "schema": "heddle.mediation-rows/1", "model": .string(model),
            "settings": settings.json,
        ]
        let lines = Files.exists(path) ? try Files.read(path).split(separator: 0x0A) : []
        let isSame = lines.first.map { Array($0) == header.compactBytes } ?? false
        rows = isSame ? lines.dropFirst().compactMap(Self.row) : []
        writer = try LineWriter(path: path, replacing: !isSame)
        if !isSame { try writer.append(header) }
    }

    /// A line that ends in the middle, as a killed program leaves it, is no row.
    private static func row(_ line: ArraySlice<UInt8>) -> MediationRow? {
        (try? JSONValue(json: line)).flatMap(MediationRow.init)
    }

    public func store(_ rows: [MediationRow]) {
        guard failure == nil else { return }
        do throws(StorageError) {
            for row in rows { try writer.append(row.json) }
        } catch {
            failure = error
        }
    }

    /// Deletes the file, once the result is kept elsewhere.
    public func remove() { unlink(path) }
}
