import HeddleAnalysis

/// Finished rows of a mediation analysis on disk.
public final class MediationCheckpoint: MediationStore {
    /// Rows that an earlier run of the same analysis left.
    public let rows: [MediationRow]
    /// Why rows could not be kept; nil when all is well.
    public var failure: StorageError? { file.failure }
    private let file: RowFile

    /// Opens the file, or makes it.
    ///
    /// - Throws: `StorageError` when the file cannot be written.
    public init(
        path: String, settings: MediationSettings, model: String
    ) throws(StorageError) {
        file = try RowFile(
            path: path,
            identity: [
                "schema": "heddle.mediation-rows/1", "model": .string(model),
                "settings": settings.json,
            ])
        rows = file.rows.compactMap(MediationRow.init)
    }

    public func store(_ rows: [MediationRow]) { file.append(rows.map(\.json)) }

    /// Deletes the file, once the result is kept elsewhere.
    public func remove() { file.remove() }
}
