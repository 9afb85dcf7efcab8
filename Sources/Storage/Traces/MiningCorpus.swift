import HeddleAnalysis

/// The solutions of a corpus, read once and ready to be counted, with where each of them stands.
public struct MiningCorpus {
    public let source: SolutionFile
    /// Hash over the texts that were counted, 16 hexadecimal digits.
    public let hash: String
    /// Solutions that were left out because they are known to be wrong.
    public let leftOut: Int
    /// Place of each solution among the records of all files and among the traces of its record.
    private let places: [(record: Int32, sibling: Int32)]
    private let paths: [String]
    private let columns: ColumnMap

    /// Reads every trace of files and folders. Memory grows by 8 bytes a solution and by the
    /// vocabulary.
    ///
    /// - Parameters:
    ///   - directory: a folder for temporary files.
    ///   - isWanted: which traces count, besides what the parameters say.
    ///   - skipped: told what could not be read.
    ///   - progress: told how many solutions were read.
    /// - Throws: `StorageError` when a path cannot be read or the temporary file not be written.
    public init(
        paths: [String], columns: ColumnMap = ColumnMap(), parameters: MiningParameters,
        directory: String, where isWanted: (TraceRecord) -> Bool = { _ in true },
        skipped: (SkippedRecord) -> Void, progress: (Int) -> Void
    ) throws(StorageError) {
        let source = try SolutionFile(directory: directory)
        var encoder = SolutionEncoder(parameters: parameters)
        var checksum = Checksum()
        var places: [(record: Int32, sibling: Int32)] = []
        var leftOut = 0
        var failure: StorageError?
        try Self.forEach(paths, columns) { result, record, sibling in
            switch result {
            case .failure(let record): skipped(record)
            case .success(let found):
                guard isWanted(found) else { return true }
                guard !parameters.leavesOutWrong || found.trace.correct != false else {
                    leftOut += 1
                    return true
                }
                checksum.add(found.trace.response.utf8)
                do throws(StorageError) {
                    try source.append(encoder.encode(found.trace))
                } catch {
                    failure = error
                    return false
                }
                places.append((Int32(record), Int32(sibling)))
                progress(places.count)
            }
            return true
        }
        if let failure { throw failure }
        try source.finish(words: encoder.table)
        self.source = source
        self.places = places
        self.paths = paths
        self.columns = columns
        self.leftOut = leftOut
        hash = checksum.text
    }

    /// Reads the traces of some solutions again.
    ///
    /// - Parameter solutions: numbers of solutions, ascending.
    public func read(
        _ solutions: [Int], _ body: (_ solution: Int, TraceRecord) -> Void
    ) throws(StorageError) {
        var wanted: [Int32: [(sibling: Int32, solution: Int)]] = [:]
        for solution in solutions where places.indices.contains(solution) {
            let place = places[solution]
            wanted[place.record, default: []].append((place.sibling, solution))
        }
        try Self.forEach(paths, columns, only: Set(wanted.keys)) { result, record, sibling in
            guard case .success(let found) = result else { return true }
            for entry in wanted[Int32(record)] ?? [] where Int(entry.sibling) == sibling {
                body(entry.solution, found)
            }
            return true
        }
    }

    /// Hands over every trace with the number of its record over all files and its number in it.
    ///
    /// - Parameter only: the records to be read; nil for all.
    private static func forEach(
        _ paths: [String], _ columns: ColumnMap, only: Set<Int32>? = nil,
        _ body: (Result<TraceRecord, SkippedRecord>, _ record: Int, _ sibling: Int) -> Bool
    ) throws(StorageError) {
        var record = -1
        var sibling = 0
        func isWanted(_ file: TraceFile, _ number: Int) -> Bool {
            record += 1
            sibling = 0
            return only?.contains(Int32(record)) ?? true
        }
        try TraceFiles.forEach(paths, columns: columns, where: isWanted) { result in
            defer { if case .success = result { sibling += 1 } }
            return body(result, record, sibling)
        }
    }
}
