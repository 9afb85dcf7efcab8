/// The effect of a mask on one token.
public struct TokenEffect: Hashable, Sendable {
    /// Natural logarithm of the token's probability with all heads on.
    public var logprob: Float
    /// The same under the mask.
    public var ablatedLogprob: Float
    /// KL(original ‖ ablated) of the full distributions, nats.
    public var kl: Float

    public init(logprob: Float, ablatedLogprob: Float, kl: Float) {
        self.logprob = logprob
        self.ablatedLogprob = ablatedLogprob
        self.kl = kl
    }

    /// Change of the log-probability, nats: positive when the token became more likely.
    public var change: Float { ablatedLogprob - logprob }
}

/// Mean change of the negative log-likelihood over a group of tokens.
public struct EffectTotals: Hashable, Sendable {
    /// Mean change of the negative log-likelihood a token, nats; positive is worse.
    public var deltaNLL: Double
    /// Standard error of that mean; nil with fewer than two tokens.
    public var standardError: Double?
    public var tokens: Int
    /// Sum over the tokens, nats.
    public var total: Double

    public init(deltaNLL: Double, standardError: Double?, tokens: Int, total: Double) {
        self.deltaNLL = deltaNLL
        self.standardError = standardError
        self.tokens = tokens
        self.total = total
    }
}

/// Totals of planning tokens, execution tokens and the first tokens of planning moves, response
/// tokens only; nil where a group is empty.
public struct EffectSummary: Hashable, Sendable {
    public var planning: EffectTotals?
    public var execution: EffectTotals?
    public var decisions: EffectTotals?

    public init(planning: EffectTotals?, execution: EffectTotals?, decisions: EffectTotals?) {
        self.planning = planning
        self.execution = execution
        self.decisions = decisions
    }
}

/// What a sweep measures at one token.
public enum SweepMetric: String, CaseIterable, Hashable, Sendable, Codable {
    /// Change of the logit difference between the token and the best other one.
    case difference
    /// Change of the token's log-probability, nats.
    case logprob
    /// KL(original ‖ ablated), nats.
    case kl
}

/// The effect of switching off each head alone on one token.
public struct SweepResult: Hashable, Sendable {
    public var position: TokenPosition
    public var metric: SweepMetric
    public var mode: AblationMode
    /// `[layer][head]`; nil where it has not been computed yet.
    public var effects: [[Float?]]

    public init(
        position: TokenPosition, metric: SweepMetric, mode: AblationMode, effects: [[Float?]]
    ) {
        self.position = position
        self.metric = metric
        self.mode = mode
        self.effects = effects
    }
}

/// What the head grid shows of each head at one query.
public enum HeadMeasure: String, CaseIterable, Hashable, Sendable, Codable {
    case planningLift, entropy, normalizedEntropy, previous, sink, induction, effect
    /// What the head writes straight into the logit difference of the token and its best
    /// alternative; and that less what goes with the head when it is off.
    case direct, gap
    /// Excess kurtosis of the attention that the trace's sentences receive from later ones.
    case receiver

    /// Its label on the screen.
    public var label: String {
        switch self {
        case .planningLift: "planning lift"
        case .entropy: "entropy"
        case .normalizedEntropy: "entropy / max"
        case .previous: "previous token"
        case .sink: "first-token sink"
        case .induction: "induction"
        case .effect: "ablation effect"
        case .direct: "direct share"
        case .gap: "direct − total"
        case .receiver: "receiver kurtosis"
        }
    }

    /// True for measures that have a sign and are drawn on a diverging scale.
    public var isSigned: Bool { self == .effect || isAttribution }

    /// True for shares of a token's logit difference.
    public var isAttribution: Bool { self == .direct || self == .gap }

    /// True for measures of attention, which head summaries tell at every query.
    public var isOfSummaries: Bool {
        self != .effect && self != .receiver && !isAttribution
    }

    /// The measure of a summary; nil for `effect`, which comes from a sweep, for shares of a logit
    /// difference and for `receiver`, which is one of the whole trace.
    public func value(of summary: HeadSummary) -> Float? {
        switch self {
        case .planningLift: summary.planningLift
        case .entropy: summary.entropy
        case .normalizedEntropy: summary.normalizedEntropy
        case .previous: summary.previous
        case .sink: summary.sink
        case .induction: summary.induction
        case .effect, .direct, .gap, .receiver: nil
        }
    }
}
