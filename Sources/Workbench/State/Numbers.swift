import HeddleAnalysis

/// Head summaries of a block of consecutive queries: `[query - first][layer * heads + head]`.
public struct SummaryBlock: Hashable, Sendable {
    public var firstQuery: Int
    public var rows: [[HeadSummary]]

    public init(firstQuery: Int, rows: [[HeadSummary]]) {
        self.firstQuery = firstQuery
        self.rows = rows
    }

    /// Queries in a block; blocks begin at multiples of it.
    public static let size = 64
}

/// Attention weights of one head at one query: `[key]`, query + 1 weights.
public struct PatternRow: Hashable, Sendable {
    public var head: HeadID
    public var query: Int
    public var weights: [Float]

    public init(head: HeadID, query: Int, weights: [Float]) {
        self.head = head
        self.query = query
        self.weights = weights
    }
}

/// One measure of one head over all queries of a document: the line under the grid.
public struct HeadLine: Hashable, Sendable {
    public var head: HeadID
    public var measure: HeadMeasure
    /// `[query]`; nil where the measure has no value.
    public let values: [Float?]
    /// Their mean, nil where no query has a value; kept so that no frame adds them up.
    public let mean: Float?
    /// The largest value of any stretch, kept for the same reason.
    public let maxima: BlockMaximum

    public init(head: HeadID, measure: HeadMeasure, values: [Float?]) {
        self.head = head
        self.measure = measure
        self.values = values
        maxima = BlockMaximum(values)
        let known = values.compactMap { $0 }
        let total = known.reduce(0) { $0 + Double($1) }
        mean = known.isEmpty ? nil : Float(total / Double(known.count))
    }
}

/// Everything that a model says of the open document. Values that depend on a mask carry it.
public struct TraceNumbers: Sendable, Equatable {
    /// Prediction of each token with all heads on `[target]`; nil where there is none (the first
    /// token, beyond the context, not yet computed). From the file until a model has scored it.
    public var predictions: [Prediction?] = []
    /// Name of the model that the predictions come from.
    public var scoredBy: String?
    /// The predictions are those that the trace's file recorded; `scoredBy` is who wrote it.
    public var isRecorded = false
    /// How well the file's log-probabilities agree with the model's, once both are there.
    public var check: RecordedScoreCheck?
    /// Text of alternatives' token ids, as far as it has been asked for.
    public var pieces: [Int32: String] = [:]

    /// The mask that `effects` and `ablated` belong to.
    public var effectsMask = HeadMask()
    /// Effect of `effectsMask` on each token `[target]`, nil where not computed (yet).
    public var effects: [TokenEffect?] = []
    /// Predictions under `effectsMask` `[target]`.
    public var ablated: [Prediction?] = []
    /// True once every row of `effects` has come.
    public var effectsComplete = false
    public var summary: EffectSummary?
    /// Effects of the mask before, shown dim where `effects` has no row yet.
    public var previousEffects: [TokenEffect?] = []
    public var previousEffectsMask = HeadMask()

    /// Summary blocks by their first query, and the mask under which they were computed.
    public var summaries: [Int: SummaryBlock] = [:]
    public var summariesMask = HeadMask()
    /// First queries of the summary blocks, the last used one last.
    public var summaryOrder: [Int] = []
    public var patterns: [PatternRow] = []
    public var patternsMask = HeadMask()
    public var headLine: HeadLine?
    public var headLineMask = HeadMask()
    public var sweep: SweepResult?
    /// Heads of the sweep, the largest effect first, whatever its sign.
    public var sweepRanking: [HeadID] = []

    /// What the parts of the model write straight into one token.
    public var attribution: DirectAttribution?
    /// What each layer says of one token, and whether half-steps are among it.
    public var lens: LensStrip?
    public var lensIs: Requests.Lens?
    /// After which layer each token is decided, as far as it has come.
    public var depths: LensDepths?
    /// The heads by which later sentences look back, and the sentences that they look at.
    public var broadcast: BroadcastSentences?
    public var knockout = KnockoutState()
    /// How parts of the text depend on each other, as far as that was measured.
    public internal(set) var matrices: [TracePartKind: MeasuredMatrix] = [:]

    /// Tokens with the highest entropies, ascending; nil while it must be made anew.
    public var forks: [Int]?
    /// Tokens that the mask changes most, ascending; nil while it must be made anew.
    public var mostChanged: [Int]?

    /// The timeline's curve, made by `refreshTimeline`.
    public var curve: TimelineCurve?

    /// Summary blocks that are kept.
    public static let keptBlocks = 8

    /// Summaries of all heads at a query `[layer * heads + head]`; nil while they are not there.
    public func summaries(at query: Int) -> [HeadSummary]? {
        guard query >= 0 else { return nil }
        let first = query / SummaryBlock.size * SummaryBlock.size
        guard let block = summaries[first], block.rows.indices.contains(query - block.firstQuery)
        else { return nil }
        return block.rows[query - block.firstQuery]
    }

    /// True when some token has a prediction.
    public var hasPredictions: Bool { scoredBy != nil && !predictions.isEmpty }

    public init() {}
}
