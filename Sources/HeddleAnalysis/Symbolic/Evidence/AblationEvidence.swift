/// What the model still answers as more and more heads of a kind are switched off, beside two
/// controls.
public struct AblationEvidence: Hashable, Sendable {
    public var kind: SymbolicHeadKind
    /// Zero as in the paper, or the heads' means over these very prompts and positions.
    public var mode: AblationMode
    /// Prompts that the mediation did not use and that the intact model answers right.
    public var prompts: Int
    /// Heads by score, the highest first.
    public var ranked: [AblationPoint]
    /// In each layer as many heads as `ranked` has there, those with the lowest scores.
    public var lowest: [AblationPoint]
    /// Heads drawn evenly from all layers; means over draws.
    public var random: [AblationPoint]
    /// Draws of `random` at each point.
    public var draws: Int

    public init(
        kind: SymbolicHeadKind, mode: AblationMode, prompts: Int, ranked: [AblationPoint],
        lowest: [AblationPoint], random: [AblationPoint], draws: Int
    ) {
        self.kind = kind
        self.mode = mode
        self.prompts = prompts
        self.ranked = ranked
        self.lowest = lowest
        self.random = random
        self.draws = draws
    }
}

/// One point of an ablation curve.
public struct AblationPoint: Hashable, Sendable {
    /// Heads that are off.
    public var heads: Int
    /// Probability of the right answer, mean over prompts.
    public var probability: Double
    /// Share of prompts whose most probable token is the right answer.
    public var accuracy: Double
    /// Standard error of `probability` over prompts, for random heads its standard deviation over
    /// draws; nil for fewer than two.
    public var spread: Double?

    public init(heads: Int, probability: Double, accuracy: Double, spread: Double? = nil) {
        self.heads = heads
        self.probability = probability
        self.accuracy = accuracy
        self.spread = spread
    }

    /// What one prompt is answered with a set of heads off.
    public struct Answer: Hashable, Sendable {
        /// Probability of the right answer.
        public var probability: Double
        /// Whether it is the most probable one.
        public var isRight: Bool

        public init(probability: Double, isRight: Bool) {
            self.probability = probability
            self.isRight = isRight
        }
    }

    /// Sums up the answers with one set of heads, or several of one size, off.
    ///
    /// - Parameter answers: `[set][prompt]`.
    public init(heads: Int, answers: [[Answer]]) {
        let all = RunningStatistics(answers.joined().lazy.map(\.probability))
        let bySet = answers.compactMap { Statistics.mean($0.map(\.probability)) }
        let count = answers.reduce(0) { $0 + $1.count }
        self.init(
            heads: heads, probability: all.mean,
            accuracy: Double(answers.joined().count { $0.isRight }) / Double(max(1, count)),
            spread: answers.count > 1
                ? RunningStatistics(bySet).variance?.squareRoot() : all.standardError)
    }
}
