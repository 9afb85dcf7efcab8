/// What is known of a listed trace only once its text has been read and labelled.
public struct CountedFacts: Hashable, Sendable {
    /// Share of planning tokens among response tokens, 0...1.
    public var planningShare: Double?
    /// Mean entropy of the response's tokens in nats, as the file recorded it.
    public var meanEntropy: Double?
    /// See `TraceFacts.firstDivergence`.
    public var firstDivergence: Int?
    /// Response tokens; words where there are no tokens.
    public var tokens: Int?
    /// Number of the labels that the planning share is of.
    public var labels: Int

    public init(
        planningShare: Double? = nil, meanEntropy: Double? = nil, firstDivergence: Int? = nil,
        tokens: Int? = nil, labels: Int = 0
    ) {
        self.planningShare = planningShare
        self.meanEntropy = meanEntropy
        self.firstDivergence = firstDivergence
        self.tokens = tokens
        self.labels = labels
    }

    /// Without the planning share where that is of other labels.
    public func besides(labels: Int) -> CountedFacts {
        guard self.labels != labels else { return self }
        var facts = self
        facts.planningShare = nil
        return facts
    }
}

extension TraceFacts {
    /// Takes over what was counted; what the file itself says of tokens and entropy stays.
    public mutating func take(_ counted: CountedFacts) {
        planningShare = counted.planningShare ?? planningShare
        firstDivergence = counted.firstDivergence ?? firstDivergence
        meanEntropy = meanEntropy ?? counted.meanEntropy
        if tokens == nil || tokensAreWords, let words = counted.tokens {
            tokens = words
            tokensAreWords = true
        }
    }
}
