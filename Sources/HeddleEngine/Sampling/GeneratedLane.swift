/// One of several texts that are generated side by side.
struct GeneratedLane {
    let id: Int
    let prefix: SharedPrefix
    let sampler: Sampler
    /// The length of the text at which it stops.
    let end: Int
    /// The prefix's tokens and all that were generated.
    var tokens: [Int32]
    /// By layer, keys and values behind the prefix: `[position][keyValueHeads × headDimension]`.
    private let keys: [FloatMatrix]
    private let values: [FloatMatrix]
    /// What goes on alone, once the keys of the prefix do not fit the text's length any more.
    var single: Generator?

    /// - Throws: `EngineError.outOfMemory`.
    init(
        id: Int, prefix: SharedPrefix, sampler: Sampler, maxTokens: Int,
        _ configuration: ModelConfiguration
    ) throws(EngineError) {
        self.id = id
        self.prefix = prefix
        self.sampler = sampler
        end = prefix.tokens.count + maxTokens
        tokens = prefix.tokens
        var keys: [FloatMatrix] = []
        var values: [FloatMatrix] = []
        for _ in 0..<configuration.layers {
            keys.append(try FloatMatrix(rows: maxTokens, columns: configuration.keyWidth))
            values.append(try FloatMatrix(rows: maxTokens, columns: configuration.keyWidth))
        }
        self.keys = keys
        self.values = values
    }

    /// Whether nothing has been generated yet.
    var isFresh: Bool { tokens.count == prefix.tokens.count }

    /// Whether the prefix's keys are those of a text of this length.
    var sharesKeys: Bool { prefix.history.fits(textLength: tokens.count) }

    /// The next token of a text that goes on alone; the same again until the text has taken it.
    mutating func nextAlone(_ cancellation: Cancellation?) throws(EngineError) -> Int32 {
        if let single, single.tokens.count > tokens.count { return single.tokens[tokens.count] }
        return try single?.next(cancellation: cancellation)?.id ?? 0
    }

    /// Its last token on its way through a layer.
    func span(layer: Int, row: Int, _ instruments: RunInstruments) -> LayerSpan {
        LayerSpan(
            positions: tokens.count - 1..<tokens.count, firstRow: row,
            shared: prefix.keys(layer: layer), keys: keys[layer], values: values[layer],
            textLength: tokens.count, instruments: instruments)
    }
}
