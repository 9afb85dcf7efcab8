/// A lexicon against gold spans or labelled steps of a corpus, beside three baselines: random
/// n-grams of equal coverage, the tokens of highest entropy of equal coverage, and a published list.
///
/// The corpus is read twice: `add` every trace, `prepareBaselines`, then `addToBaselines` every
/// trace again. Memory grows by a few numbers a trace and five bytes a sentence; a bounded sample of
/// texts is kept for drawing n-grams.
public struct LexiconEvaluation: Sendable {
    public struct Settings: Sendable {
        /// Tags of labelled steps that count as planning.
        public var planningTags: Set<String>
        public var seed: UInt64
        /// How many random lexicons are drawn.
        public var randomLexicons: Int
        /// Traces are resampled so often for intervals.
        public var resamplings: Int
        public var scorer: SentenceScorer

        public init(
            planningTags: Set<String> = JudgedTrace.planningTags, seed: UInt64 = 0,
            randomLexicons: Int = 5, resamplings: Int = 500, scorer: SentenceScorer = .share
        ) {
            self.planningTags = planningTags
            self.seed = seed
            self.randomLexicons = randomLexicons
            self.resamplings = resamplings
            self.scorer = scorer
        }
    }

    public let labeller: Labeller
    public let settings: Settings
    /// The lexicon itself.
    public private(set) var main = PlanningEvaluation()
    /// Sentences by the scorer of the settings.
    public private(set) var scored = ScoredSentences()
    public private(set) var published: PlanningEvaluation?
    /// One a random lexicon.
    public private(set) var random: [PlanningEvaluation] = []
    public private(set) var randomLexicons: [Labeller] = []
    public private(set) var entropy: PlanningEvaluation?
    public private(set) var entropies = EntropyBaseline()
    /// Traces by where the verdicts on their sentences come from.
    public private(set) var sources: [JudgedTrace.SentenceSource: Int] = [:]
    /// The published list.
    public let publishedLabeller: Labeller?
    private var sample: TextSample
    private var threshold = 0

    public init(_ labeller: Labeller, published: Labeller? = nil, settings: Settings = Settings()) {
        self.labeller = labeller
        self.settings = settings
        publishedLabeller = published
        if published != nil { self.published = PlanningEvaluation() }
        sample = TextSample(seed: settings.seed)
    }

    /// Adds a trace; one with neither gold spans nor labelled steps is passed over. Linear.
    public mutating func add(_ trace: Trace) {
        guard let judged = JudgedTrace(trace, planningTags: settings.planningTags) else { return }
        sources[judged.sentenceSource, default: 0] += 1
        let labelling = Self.label(judged, labeller)
        main.add(judged, spans: labelling.markedSpans)
        scored.add(
            judged.sentences,
            scores: settings.scorer.scores(trace, labelling, judged.sentences.map(\.bytes)))
        if let publishedLabeller {
            published?.add(judged, spans: Self.label(judged, publishedLabeller).markedSpans)
        }
        entropies.add(judged)
        sample.offer(judged)
    }

    /// Draws the baselines of equal coverage, once all traces are added.
    ///
    /// - Returns: whether the traces must be read again, for `addToBaselines`.
    public mutating func prepareBaselines() -> Bool {
        guard let coverage = main.coverage, coverage > 0 else { return false }
        let grams = RandomGrams(sample: sample, like: labeller.lexicon)
        for draw in 0..<settings.randomLexicons {
            var generator = SeededGenerator(seed: settings.seed, stream: UInt64(draw) + 1)
            let lexicon = grams.lexicon(coverage: coverage, using: &generator)
            randomLexicons.append(Labeller(lexicon))
            random.append(PlanningEvaluation())
        }
        if entropies.reason == nil {
            threshold = entropies.threshold(coverage: coverage)
            entropy = PlanningEvaluation()
        }
        return !random.isEmpty || entropy != nil
    }

    /// Adds a trace to the baselines of equal coverage.
    public mutating func addToBaselines(_ trace: Trace) {
        guard let judged = JudgedTrace(trace, planningTags: settings.planningTags) else { return }
        for (index, labeller) in randomLexicons.enumerated() {
            random[index].add(judged, spans: Self.label(judged, labeller).markedSpans)
        }
        entropy?.add(judged, spans: EntropyBaseline.spans(of: judged, threshold: threshold))
    }

    private static func label(_ trace: JudgedTrace, _ labeller: Labeller) -> Labelling {
        labeller.label(text: trace.text, tokens: trace.trace.tokens, range: trace.response)
    }
}
