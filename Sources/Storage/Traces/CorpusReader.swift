import Foundation
import HeddleAnalysis

/// Reads corpora for `CorpusMeasurement`, one trace in memory at a time.
public enum CorpusReader {
    /// Files and folders that count as one corpus.
    public struct Corpus: Hashable, Sendable {
        public var name: String
        public var paths: [String]

        public init(name: String, paths: [String]) {
            self.name = name
            self.paths = paths
        }
    }

    /// How far the reading is.
    public struct Progress: Hashable, Sendable {
        /// Name of the corpus.
        public var corpus: String
        /// Records of the file that have been read, and that it has.
        public var record: Int
        public var records: Int
        /// Files of the corpus before this one, and all of them.
        public var file: Int
        public var files: Int
        /// Whether it is read a second time, for its forks.
        public var isSecond: Bool
    }

    /// A corpus a path, each named by as much of the end of its path as tells it from the others.
    public static func corpora(_ paths: [String]) -> [Corpus] {
        let parts = paths.map { path in
            (Files.absolute(path) as NSString).pathComponents.filter { $0 != "/" }
        }
        let longest = parts.map(\.count).max() ?? 1
        func names(_ count: Int) -> [String] {
            parts.map { $0.suffix(count).joined(separator: "/") }
        }
        let depth = (1...max(1, longest)).first { Set(names($0)).count == paths.count } ?? 1
        return zip(paths, names(depth)).map { Corpus(name: $1.isEmpty ? $0 : $1, paths: [$0]) }
    }

    /// Measures corpora in their order; those with entropies of tokens are read twice.
    ///
    /// - Parameters:
    ///   - skipped: is told what is no trace.
    ///   - progress: false gives up.
    /// - Returns: nil when it was given up.
    /// - Throws: `StorageError` for a path that cannot be read.
    public static func measure(
        _ corpora: [Corpus], design: DynamicsDesign, columns: ColumnMap = ColumnMap(),
        skipped: (SkippedRecord) -> Void = { _ in }, progress: (Progress) -> Bool
    ) throws(StorageError) -> [CorpusMeasurement]? {
        var measured: [CorpusMeasurement] = []
        for corpus in corpora {
            var measurement = CorpusMeasurement(name: corpus.name, design: design)
            let isRead = try read(corpus, columns, isSecond: false, progress) { result in
                switch result {
                case .success(let record): measurement.add(record.trace)
                case .failure(let record):
                    measurement.skipped += 1
                    skipped(record)
                }
            }
            guard isRead else { return nil }
            measurement.finishTraces()
            if measurement.hasEntropies {
                let isRead = try read(corpus, columns, isSecond: true, progress) { result in
                    if case .success(let record) = result { measurement.addForks(record.trace) }
                }
                guard isRead else { return nil }
            }
            measured.append(measurement)
        }
        return measured
    }

    private static func read(
        _ corpus: Corpus, _ columns: ColumnMap, isSecond: Bool, _ progress: (Progress) -> Bool,
        _ body: (Result<TraceRecord, SkippedRecord>) -> Void
    ) throws(StorageError) -> Bool {
        var state = Progress(
            corpus: corpus.name, record: 0, records: 0, file: -1,
            files: try TraceFiles.expand(corpus.paths).count, isSecond: isSecond)
        var path: String?
        var goesOn = true
        try TraceFiles.forEach(corpus.paths, columns: columns) { file, record in
            if file.path != path {
                path = file.path
                state.file += 1
                state.records = file.count
            }
            state.record = record
            goesOn = goesOn && progress(state)
            return goesOn
        } _: { result in
            if goesOn { body(result) }
            return goesOn
        }
        return goesOn
    }
}
