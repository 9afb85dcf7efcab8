/// How rotary frequencies are stretched for texts longer than those of the first training.
public enum RopeScaling: Sendable, Hashable {
    case none
    /// All frequencies divided by `factor` (position interpolation).
    case linear(factor: Float)
    /// Llama 3.1: low frequencies divided by `factor`, high ones kept, a ramp between.
    case llama3(
        factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float,
        originalContextLength: Int)
}

/// What `config.json` says of a model: its architecture, shapes and constants.
public struct ModelConfiguration: Sendable, Equatable {
    /// The model type as in `config.json`, such as `llama`.
    public var architecture: String
    public var layers: Int
    /// Query heads in a layer.
    public var heads: Int
    /// Key/value heads in a layer; `heads / keyValueHeads` query heads read each of them.
    public var keyValueHeads: Int
    /// Width of one head.
    public var headDimension: Int
    /// Width of the residual stream.
    public var width: Int
    public var feedForwardWidth: Int
    /// Number of token ids.
    public var vocabulary: Int
    /// The longest text, in tokens, that the model was made for.
    public var contextLength: Int
    public var normEpsilon: Float
    /// The base of the rotary frequencies (`rope_theta`).
    public var ropeBase: Float
    public var ropeScaling: RopeScaling
    /// Tokens that end a text.
    public var endOfTextIDs: [Int32]
    /// The token that opens a text, where the model names one; whether a prompt begins with it is
    /// for the tokenizer to say.
    public var beginningOfText: Int32?
    /// Whether the unembedding is the embedding.
    public var tiedEmbeddings: Bool
    /// The number type that `config.json` declares (`torch_dtype` or `dtype`), for display.
    public var declaredType: String?

    public init(
        architecture: String, layers: Int, heads: Int, keyValueHeads: Int, headDimension: Int,
        width: Int, feedForwardWidth: Int, vocabulary: Int, contextLength: Int,
        normEpsilon: Float, ropeBase: Float, ropeScaling: RopeScaling = .none,
        endOfTextIDs: [Int32] = [], beginningOfText: Int32? = nil, tiedEmbeddings: Bool = false,
        declaredType: String? = nil
    ) {
        self.architecture = architecture
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension
        self.width = width
        self.feedForwardWidth = feedForwardWidth
        self.vocabulary = vocabulary
        self.contextLength = contextLength
        self.normEpsilon = normEpsilon
        self.ropeBase = ropeBase
        self.ropeScaling = ropeScaling
        self.endOfTextIDs = endOfTextIDs
        self.beginningOfText = beginningOfText
        self.tiedEmbeddings = tiedEmbeddings
        self.declaredType = declaredType
    }

    public var headShape: HeadShape {
        HeadShape(layers: layers, heads: heads, keyValueHeads: keyValueHeads)
    }

    /// Bytes of keys and values that a context keeps for each token.
    public var cacheBytesPerToken: Int { 2 * layers * keyWidth * 4 }

    /// Width of all heads' outputs side by side, `heads` × `headDimension`.
    var attentionWidth: Int { heads * headDimension }
    /// Width of all keys (or values) of a position, `keyValueHeads` × `headDimension`.
    var keyWidth: Int { keyValueHeads * headDimension }

    /// Reads a `config.json`.
    ///
    /// - Throws: `EngineError` naming the file and the field that is missing, out of range,
    ///   contradictory or not supported.
    public static func read(_ path: String) throws(EngineError) -> ModelConfiguration {
        let document = try JSONDocument(path: path)
        return try Architecture.of(document).configuration(document)
    }
}
