/// A chart of several series over the same places, as values: the terminal and the SVG writer draw
/// it.
public struct ChartValues: Hashable, Sendable {
    public struct Series: Hashable, Sendable {
        public var name: String
        /// `[place]`, nil where there is none.
        public var values: [Double?]
        public var bands: [ClosedRange<Double>?]
        /// A second band: what other choices of grams give. Empty where there is none.
        public var otherBands: [ClosedRange<Double>?]

        public init(
            name: String, values: [Double?], bands: [ClosedRange<Double>?],
            otherBands: [ClosedRange<Double>?] = []
        ) {
            self.name = name
            self.values = values
            self.bands = bands
            self.otherBands = otherBands
        }
    }

    public var title: String
    public var unit: String
    /// Names of the places.
    public var labels: [String]
    public var series: [Series]
    /// Bars from zero for few places, lines for a course.
    public var isBars: Bool

    public init(
        title: String, unit: String, labels: [String], series: [Series], isBars: Bool
    ) {
        self.title = title
        self.unit = unit
        self.labels = labels
        self.series = series
        self.isBars = isBars
    }
}

extension DynamicsReport {
    /// The charts of everything that was measured. A course of three corpora or more is drawn as
    /// lines, one or two as bars; of several, the courses relative to the first come last.
    public var charts: [ChartValues] {
        let next = (0..<max(0, options.longestNext)).map {
            DynamicsMeasure.nextEntropy(words: $0 + 1)
        }
        let groups: [(String, [DynamicsMeasure])] = [
            ("Accuracy", [.accuracy]), ("Response length", [.length]),
            ("Planning share", [.planningShare]),
            ("Semantic entropy at equal numbers", [.semanticEntropy, .clusterEntropy]),
            ("Entropy of the words behind a gram, at equal numbers", next),
            ("Entropy of tokens", [.planningEntropy, .executionEntropy]),
            ("Perplexity of tokens", [.planningPerplexity, .executionPerplexity]),
        ]
        let plain = groups.compactMap { chart(of: $0.1, title: $0.0) }
        return plain + [forkChart, relativeChart].compactMap(\.self)
    }

    /// A chart of some measures of one unit; nil where no corpus has any.
    public func chart(of measures: [DynamicsMeasure], title: String) -> ChartValues? {
        let found = measures.filter { measure in corpora.contains { $0.figures[measure] != nil } }
        guard let first = found.first else { return nil }
        let isShare = unit(of: first) == .share
        let series = found.map { measure in
            ChartValues.Series(
                name: measure.title,
                values: corpora.map {
                    $0.figures[measure].map { isShare ? 100 * $0.value : $0.value }
                },
                bands: corpora.map { shown($0.figures[measure]?.band, isShare) },
                otherBands: corpora.map { shown($0.figures[measure]?.dropBand, isShare) })
        }
        let unit =
            switch unit(of: first) {
            case .share: "%"
            case .ratio: ""
            case let unit: unit.rawValue
            }
        return ChartValues(
            title: title, unit: unit, labels: corpora.map(\.name), series: series,
            isBars: corpora.count < 3)
    }

    private func shown(_ band: ClosedRange<Double>?, _ isShare: Bool) -> ClosedRange<Double>? {
        isShare ? band?.percent : band
    }

    /// Planning against forks, with what there would be if they had nothing to do with each other.
    private var forkChart: ChartValues? {
        guard
            var chart = chart(
                of: [.forkOfPlanning, .planningOfFork], title: "Planning and fork tokens")
        else { return nil }
        let none = [ClosedRange<Double>?](repeating: nil, count: corpora.count)
        func base(_ name: String, _ value: (CorpusDynamics) -> Double?) -> ChartValues.Series {
            ChartValues.Series(
                name: name, values: corpora.map { value($0).map { 100 * $0 } }, bands: none)
        }
        chart.series.insert(base("forks among all tokens", \.forkBase), at: 1)
        chart.series.append(base("planning among all tokens", \.planningBase))
        return chart
    }

    private var relativeChart: ChartValues? {
        guard corpora.count > 1, let first = corpora.first else { return nil }
        let wanted: [DynamicsMeasure] = [
            .planningPerplexity, .executionPerplexity, .semanticEntropy, .length,
        ]
        let found = wanted.filter { measure in
            corpora.dropFirst().contains { $0.changes[measure]?.ratio != nil }
        }
        guard !found.isEmpty else { return nil }
        return ChartValues(
            title: "Relative to \(first.name)", unit: "",
            labels: corpora.map(\.name),
            series: found.map { measure in
                ChartValues.Series(
                    name: measure.title,
                    values: [1] + corpora.dropFirst().map { $0.changes[measure]?.ratio },
                    bands: [nil] + corpora.dropFirst().map { $0.changes[measure]?.ratioBand })
            }, isBars: corpora.count < 3)
    }
}

extension ClosedRange<Double> {
    fileprivate var percent: ClosedRange<Double> { 100 * lowerBound...100 * upperBound }
}
