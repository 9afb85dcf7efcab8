/// A place in a model at which the logit lens reads the residual stream.
public enum LensStep: Hashable, Sendable, CustomStringConvertible {
    /// What enters the first layer.
    case embedding
    /// Between the attention and the feed-forward block of a layer.
    case afterAttention(layer: Int)
    /// What leaves a layer.
    case afterLayer(Int)

    /// The layer, or nil for the embedding.
    public var layer: Int? {
        switch self {
        case .embedding: nil
        case .afterAttention(let layer), .afterLayer(let layer): layer
        }
    }

    public var description: String {
        switch self {
        case .embedding: "embedding"
        case .afterAttention(let layer): "\(layer) attention"
        case .afterLayer(let layer): "\(layer)"
        }
    }
}

/// How one token stands in a distribution.
public struct TokenStanding: Hashable, Sendable {
    public var id: Int32
    /// Natural logarithm of its probability.
    public var logprob: Float
    /// Its place among all tokens by probability, from 1.
    public var rank: Int

    public init(id: Int32, logprob: Float, rank: Int) {
        self.id = id
        self.logprob = logprob
        self.rank = rank
    }
}

/// What the residual stream of one query says at one step, read through the final norm and the
/// unembedding as if it were the last.
public struct LensReading: Hashable, Sendable {
    public var step: LensStep
    /// The most probable tokens there, best first.
    public var top: [Alternative]
    /// Entropy of the distribution there, nats.
    public var entropy: Float
    /// The token that is on top after the last layer.
    public var final: TokenStanding
    /// The token that stands in the text; nil where it ends at the query.
    public var actual: TokenStanding?

    public init(
        step: LensStep, top: [Alternative], entropy: Float, final: TokenStanding,
        actual: TokenStanding?
    ) {
        self.step = step
        self.top = top
        self.entropy = entropy
        self.final = final
        self.actual = actual
    }
}

/// From where on the token that a query predicts in the end is on top.
public struct LensDecision: Hashable, Sendable {
    /// The query that predicts.
    public var query: Int
    /// The token that is on top after the last layer.
    public var final: Int32
    /// How many layers it takes until that token is on top and stays there: 0 where it is on top
    /// of the embedding already, at most the number of layers.
    public var layersNeeded: Int

    public init(query: Int, final: Int32, layersNeeded: Int) {
        self.query = query
        self.final = final
        self.layersNeeded = layersNeeded
    }

    /// The layer after which it is decided; nil for the embedding.
    public var layer: Int? { layersNeeded > 0 ? layersNeeded - 1 : nil }
}
