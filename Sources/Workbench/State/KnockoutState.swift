import HeddleAnalysis

/// Tokens that are hidden from the predictions of others, and the heads that do not see them.
public struct KnockoutQuestion: Hashable, Sendable {
    public var spans: KnockoutSpans
    /// Empty for all heads.
    public var heads: [HeadID]

    public init(spans: KnockoutSpans, heads: [HeadID] = []) {
        self.spans = spans
        self.heads = heads
    }
}

/// What a knock-out changes.
public struct KnockoutResult: Hashable, Sendable {
    public var question: KnockoutQuestion
    /// `[target]`; nil for the first token and beyond the model's context.
    public var effects: [TokenEffect?]

    public init(question: KnockoutQuestion, effects: [TokenEffect?]) {
        self.question = question
        self.effects = effects
    }

    /// Mean KL(original ‖ knocked out) over the destination, nats a token.
    public var meanKL: Double? { mean { $0.kl } }

    /// Mean change of the log-probability over the destination, nats a token.
    public var meanChange: Double? { mean { $0.change } }

    private func mean(_ value: (TokenEffect) -> Float) -> Double? {
        let tokens = question.spans.destination.clamped(to: effects.indices)
        return Statistics.mean(
            tokens.compactMap { token in effects[token].map { Double(value($0)) } })
    }
}

/// A knock-out on its way from a marked span to what it changes.
public struct KnockoutState: Hashable, Sendable {
    /// The tokens to hide, until those are marked that they are hidden from.
    public var source: Range<Int>?
    /// What is being measured.
    public var asked: KnockoutQuestion?
    public var result: KnockoutResult?
    /// Text colour before a result was shown; restored when it goes.
    var colorBefore: TextColorMode?

    public init() {}

    public var isEmpty: Bool { source == nil && asked == nil && result == nil }
}
