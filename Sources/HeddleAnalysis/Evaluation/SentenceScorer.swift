/// A way to say how much each sentence of a trace plans.
public struct SentenceScorer: Sendable {
    /// What people read: `share`.
    public var name: String
    /// The scores `[sentence]` of ascending byte ranges of `trace.text`; higher plans more.
    public var scores:
        @Sendable (_ trace: Trace, _ labelling: Labelling, _ sentences: [Range<Int>]) -> [Double]

    public init(
        name: String, scores: @escaping @Sendable (Trace, Labelling, [Range<Int>]) -> [Double]
    ) {
        self.name = name
        self.scores = scores
    }

    /// The share of a sentence's characters inside planning spans.
    public static let share = SentenceScorer(name: "share") { trace, labelling, sentences in
        let text = trace.textBytes
        let spans = labelling.markedSpans
        return sentences.map { spans.share(ofCharactersIn: $0, of: text) }
    }

    /// The planning score.
    public static func planningScore(_ score: PlanningScore = PlanningScore()) -> SentenceScorer {
        SentenceScorer(name: "planning score") { trace, labelling, sentences in
            score.scores(text: trace.textBytes, labelling: labelling, sentences: sentences)
        }
    }
}

/// Scores of judged sentences, trace by trace; five bytes a sentence.
public struct ScoredSentences: Hashable, Sendable {
    private var scores: [Float] = []
    private var isPlanning: [Bool] = []
    /// The trace of each sentence, in runs: where each trace ends.
    private var ends: [Int] = []

    public init() {}

    public var traces: Int { ends.count }
    public var count: Int { scores.count }

    /// Adds a trace; scores and sentences that have no partner are left out.
    public mutating func add(_ sentences: [JudgedSentence], scores found: [Double]) {
        for (sentence, score) in zip(sentences, found) {
            scores.append(Float(score))
            isPlanning.append(sentence.isPlanning)
        }
        ends.append(scores.count)
    }

    /// N log N.
    public var score: SentenceScore {
        SentenceScore(zip(scores, isPlanning).map { (Double($0), $1) })
    }

    /// How uncertain base, precision, lift, recall and AUROC are, in this order.
    public func spreads(_ bootstrap: Bootstrap) -> [BootstrapSpread?] {
        var traceOf: [Int] = []
        traceOf.reserveCapacity(count)
        for (trace, end) in ends.enumerated() {
            while traceOf.count < end { traceOf.append(trace) }
        }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        return bootstrap.spreads(traces: traces) { weights in
            let score = SentenceScore(
                ascending: order.lazy.map {
                    (Double(scores[$0]), isPlanning[$0], weights[traceOf[$0]])
                })
            return [score.base, score.precision, score.lift, score.recall, score.auroc]
        }
    }
}
