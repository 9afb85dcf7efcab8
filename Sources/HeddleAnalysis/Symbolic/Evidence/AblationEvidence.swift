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
}
