import HeddleAnalysis

/// The measurement of the open files and folders, each a corpus.
public struct DynamicsState: Sendable, Equatable {
    /// Tells the answer to this request from that to an older one.
    public let number: Int
    /// As they were named.
    public let paths: [String]
    public internal(set) var report: DynamicsReport?
    /// Row that was chosen last.
    var row = 0
    /// The chosen figure has the whole screen.
    var isWide = false

    init(number: Int, paths: [String]) {
        self.number = number
        self.paths = paths
    }

    /// What a row of the screen stands for: the sentences first, then the figures.
    enum Row: Hashable {
        case sentences
        case measure(DynamicsMeasure)
    }

    var rows: [Row] {
        guard let report else { return [] }
        return [.sentences] + report.measures.map(Row.measure)
    }
}

/// What is asked of the measurement.
public struct DynamicsRequest: Hashable, Sendable {
    public var number: Int
    /// A corpus each, in order.
    public var paths: [String]

    public init(number: Int, paths: [String]) {
        self.number = number
        self.paths = paths
    }
}

/// A measurement that is to be written to a file.
public struct DynamicsExport: Hashable, Sendable {
    public enum Format: String, CaseIterable, Hashable, Sendable { case csv, json, svg }

    public var format: Format
    public var path: String
    public var report: DynamicsReport

    public init(format: Format, path: String, report: DynamicsReport) {
        self.format = format
        self.path = path
        self.report = report
    }

    /// What is written.
    public var text: String {
        switch format {
        case .csv: report.csv
        case .json: report.json.compactText + "\n"
        case .svg: SVGCharts.picture(of: report)
        }
    }
}
