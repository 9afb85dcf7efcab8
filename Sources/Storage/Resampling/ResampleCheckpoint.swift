import HeddleAnalysis

/// Finished continuations of a resampling on disk.
public final class ResampleCheckpoint: ResampleStore {
    /// Those that an earlier run of the same resampling left.
    public let continuations: [ResampledContinuation]
    /// Why continuations could not be kept; nil when all is well.
    public var failure: StorageError? { file.failure }
    private let file: RowFile

    /// Opens the file, or makes it.
    ///
    /// - Parameter identity: what tells this resampling from others.
    /// - Throws: `StorageError` when the file cannot be written.
    public init(path: String, identity: JSONValue) throws(StorageError) {
        file = try RowFile(path: path, identity: identity)
        continuations = file.rows.compactMap(ResampledContinuation.init)
    }

    public func store(_ continuation: ResampledContinuation) { file.append([continuation.json]) }

    /// Deletes the file, once the result is kept elsewhere.
    public func remove() { file.remove() }
}
