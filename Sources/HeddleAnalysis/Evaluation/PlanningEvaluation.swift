/// One way of marking planning against what is known of a corpus: tokens, spans, intents and
/// sentences.
public struct PlanningEvaluation: Hashable, Sendable {
    public private(set) var traces = 0
    public private(set) var gold = GoldEvaluation()
    /// Sentences by the share of their characters inside spans.
    public private(set) var shares = ScoredSentences()
    /// Response tokens inside spans, and all of them.
    public private(set) var markedTokens = 0
    public private(set) var tokens = 0

    public init() {}

    /// Adds a trace; linear in its text.
    ///
    /// - Parameter spans: ascending, without overlap.
    public mutating func add(_ trace: JudgedTrace, spans: [MarkedSpan]) {
        traces += 1
        gold.add(trace, spans: spans)
        shares.add(
            trace.sentences,
            scores: trace.sentences.map { spans.share(ofCharactersIn: $0.bytes, of: trace.text) })
        let count = trace.tokens.markedTokens(spans)
        markedTokens += count
        tokens += trace.tokens.response.count
    }

    /// Share of the response tokens that are marked; nil without tokens.
    public var coverage: Double? {
        tokens > 0 ? Double(markedTokens) / Double(tokens) : nil
    }

    public var figures: Figures {
        var figures = Figures()
        figures[.coverage] = coverage
        if gold.traces > 0 {
            figures[.tokenPrecision] = gold.tokens.precision
            figures[.tokenRecall] = gold.tokens.recall
            figures[.tokenF1] = gold.tokens.f1
            figures[.spanPrecision] = gold.spans.precision
            figures[.spanRecall] = gold.spans.recall
            figures[.spanF1] = gold.spans.f1
        }
        if shares.count > 0 {
            let score = shares.score
            figures[.sentencePrecision] = score.precision
            figures[.sentenceLift] = score.lift
            figures[.sentenceRecall] = score.recall
            figures[.sentenceAUROC] = score.auroc
        }
        return figures
    }
}

extension TokenTable {
    /// How many response tokens have a byte in ascending spans.
    func markedTokens(_ spans: [MarkedSpan]) -> Int {
        var count = 0
        var next = response.lowerBound
        for span in spans {
            let touched = tokens(overlapping: span.bytes).clamped(to: response)
            let fresh = Swift.max(touched.lowerBound, next)..<Swift.max(touched.upperBound, next)
            count += fresh.count
            next = fresh.upperBound
        }
        return count
    }
}

/// What is compared between a lexicon and its baselines.
public enum Figure: String, CaseIterable, Hashable, Sendable {
    case coverage
    case tokenPrecision, tokenRecall, tokenF1
    case spanPrecision, spanRecall, spanF1
    case sentencePrecision, sentenceLift, sentenceRecall, sentenceAUROC

    /// The field of a report that holds it; nil at the top.
    public var section: String? {
        switch self {
        case .coverage: nil
        case .tokenPrecision, .tokenRecall, .tokenF1: "token"
        case .spanPrecision, .spanRecall, .spanF1: "span"
        case .sentencePrecision, .sentenceLift, .sentenceRecall, .sentenceAUROC: "sentence"
        }
    }

    /// Its name in that section.
    public var name: String {
        switch self {
        case .coverage: "coverage"
        case .tokenPrecision, .spanPrecision, .sentencePrecision: "precision"
        case .tokenRecall, .spanRecall, .sentenceRecall: "recall"
        case .tokenF1, .spanF1: "f1"
        case .sentenceLift: "lift"
        case .sentenceAUROC: "auroc"
        }
    }
}

/// Values of figures; one that is not defined has none.
public struct Figures: Hashable, Sendable {
    private var values: [Figure: Double] = [:]

    public init() {}

    public subscript(figure: Figure) -> Double? {
        get { values[figure] }
        set { values[figure] = newValue }
    }

    /// Means and standard deviations over several draws; a figure that some draws lack has none.
    public static func summary(of draws: [Figures]) -> (mean: Figures, deviation: Figures) {
        var mean = Figures()
        var deviation = Figures()
        for figure in Figure.allCases {
            let values = draws.compactMap { $0[figure] }
            guard !values.isEmpty, values.count == draws.count else { continue }
            let statistics = RunningStatistics(values)
            mean[figure] = statistics.mean
            deviation[figure] = statistics.variance?.squareRoot()
        }
        return (mean, deviation)
    }

    /// `{coverage, token: {precision, …}, span: {…}, sentence: {…}}`, null where undefined.
    public var json: JSONValue.Fields {
        var fields: JSONValue.Fields = [:]
        for figure in Figure.allCases {
            let value = JSONValue(self[figure])
            if let section = figure.section {
                var inner = fields[section]?.object ?? [:]
                inner[figure.name] = value
                fields[section] = .object(inner)
            } else {
                fields[figure.name] = value
            }
        }
        return fields
    }
}
