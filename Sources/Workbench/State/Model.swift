import HeddleAnalysis

/// What the workbench knows of a loaded model.
public struct ModelInfo: Hashable, Sendable {
    public var name: String
    public var path: String
    public var parameters: Int
    public var shape: HeadShape
    /// Tokens that the model can see.
    public var contextLength: Int
    /// Width of the vocabulary, tokens.
    public var vocabulary: Int
    /// In which numbers its dot products are taken; the verdict is this arithmetic's.
    public var arithmetic: DotProducts
    /// The model type as in `config.json`.
    public var architecture = ""
    /// Whether a layer's attention comes before its feed-forward block rather than beside it, so
    /// that there is something between them to look at.
    public var hasHalfSteps = true
    /// Width of one head.
    public var headDimension = 0
    /// The token that begins texts, where the model names one.
    public var beginningOfText: Int32?
    /// What came of comparing it with a stored reference; nil when nothing was compared.
    public var verdict: ModelVerdict?
    /// SHA-256 of the weights, once it is known.
    public var sha256: String?
    /// Seconds that a forward pass takes for each token of a trace, where it has been measured:
    /// what the cost of long work is told from before it begins.
    public var secondsPerToken: Double?

    public init(
        name: String, path: String, parameters: Int, shape: HeadShape, contextLength: Int,
        vocabulary: Int, arithmetic: DotProducts = .float32, verdict: ModelVerdict? = nil,
        sha256: String? = nil,
        secondsPerToken: Double? = nil
    ) {
        self.name = name
        self.path = path
        self.parameters = parameters
        self.shape = shape
        self.contextLength = contextLength
        self.vocabulary = vocabulary
        self.arithmetic = arithmetic
        self.verdict = verdict
        self.sha256 = sha256
        self.secondsPerToken = secondsPerToken
    }
}

/// What came of comparing a model's numbers with those of an independent implementation.
public struct ModelVerdict: Hashable, Sendable {
    /// Largest absolute difference of logits.
    public var largestDifference: Float
    public var agrees: Bool

    public init(largestDifference: Float, agrees: Bool) {
        self.largestDifference = largestDifference
        self.agrees = agrees
    }
}

/// Whether there is a model to ask.
public enum ModelStatus: Hashable, Sendable {
    case none
    /// `previous` is the model that stays in use if the new one fails.
    case loading(path: String, previous: ModelInfo? = nil)
    case loaded(ModelInfo)
    case failed(path: String, message: String)

    public var info: ModelInfo? {
        if case .loaded(let info) = self { info } else { nil }
    }

    /// The model that answers now, or will again if the one being loaded fails.
    public var inUse: ModelInfo? {
        if case .loading(_, let previous) = self { previous } else { info }
    }

    /// Where the model is or was looked for.
    public var path: String? {
        switch self {
        case .none: nil
        case .loading(let path, _), .failed(let path, _): path
        case .loaded(let info): info.path
        }
    }
}
