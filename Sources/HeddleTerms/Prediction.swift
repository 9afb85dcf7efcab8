/// One candidate for the next token.
public struct Alternative: Hashable, Sendable, Codable {
    public var id: Int32
    /// Natural logarithm of its probability under the full distribution.
    public var logprob: Float

    public init(id: Int32, logprob: Float) {
        self.id = id
        self.logprob = logprob
    }
}

/// What the model's full distribution says of one token of a text.
public struct Prediction: Hashable, Sendable, Codable {
    /// Natural logarithm of the probability of the token that stands there.
    public var logprob: Float
    /// Entropy of the full distribution, in nats.
    public var entropy: Float
    /// Place of the token among all tokens by probability, from 1.
    public var rank: Int
    /// The most probable tokens, best first.
    public var top: [Alternative]

    public init(logprob: Float, entropy: Float, rank: Int, top: [Alternative]) {
        self.logprob = logprob
        self.entropy = entropy
        self.rank = rank
        self.top = top
    }
}
