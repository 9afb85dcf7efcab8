/// The figures of a report as rows of words: what a person reads in a terminal.
public struct DynamicsTable: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public var measure: DynamicsMeasure
        /// Cells behind the measure's title.
        public var cells: [String]
        /// Of the change in the last cell; nil where there is none.
        public var isSignificant: Bool?
    }

    public var header: [String]
    public var rows: [Row]

    /// - Parameter maximumCorpora: of more, the first and the last are shown.
    public init(_ report: DynamicsReport, maximumCorpora: Int = 3) {
        let all = Array(report.corpora.indices)
        let shown = all.count <= maximumCorpora ? all : [all[0], all[all.count - 1]]
        let last = report.corpora.last
        let hasChange = report.corpora.count > 1
        header = shown.map { report.corpora[$0].name } + (hasChange ? ["change (95 % band)"] : [])
        rows = report.measures.map { measure in
            var cells = shown.map { index in
                Self.cell(report.corpora[index].figures[measure], measure, report)
            }
            let change = last?.changes[measure]
            if hasChange { cells.append(change.map { Self.cell($0, measure, report) } ?? "–") }
            return Row(measure: measure, cells: cells, isSignificant: change?.isSignificant)
        }
    }

    private static func cell(
        _ figure: DynamicsFigure?, _ measure: DynamicsMeasure, _ report: DynamicsReport
    ) -> String {
        guard let figure else { return "–" }
        let isBound = figure.caveat?.hasPrefix("lower bound") == true
        var text = (isBound ? "≥ " : "") + report.number(figure.value, measure)
        if let error = figure.standardError { text += " ±" + report.number(error, measure) }
        return text
    }

    private static func cell(
        _ change: DynamicsChange, _ measure: DynamicsMeasure, _ report: DynamicsReport
    ) -> String {
        var text = report.number(change.difference, measure, signed: true)
        if let band = change.band {
            text += " (\(report.text(band: band, measure, signed: true)))"
        }
        return change.isSignificant == true ? text + " *" : text
    }
}

extension DynamicsReport {
    /// `response length, words`.
    public func titleWithUnit(_ measure: DynamicsMeasure) -> String {
        let unit = unit(of: measure)
        switch unit {
        case .share: return measure.title + ", %"
        case .ratio: return measure.title
        default: return measure.title + ", " + unit.rawValue
        }
    }

    /// What a corpus is: `before: 425 traces of 425 problems, 10,123 grams, 131 different`.
    public func description(_ corpus: CorpusDynamics) -> String {
        var text = "\(corpus.name): \(corpus.traces) traces"
        if corpus.problems != corpus.traces { text += " of \(corpus.problems) problems" }
        text += ", \(corpus.grams) grams, \(corpus.distinctGrams) different"
        if let threshold = corpus.forkThreshold, let share = corpus.forkBase {
            text +=
                ", forks from \(NumberText.twoDigits(threshold)) nats "
                + "(\(NumberText.fixed(100 * share, decimals: 1)) % of tokens)"
        }
        if corpus.skipped > 0 { text += ", \(corpus.skipped) records skipped" }
        return text
    }
}
