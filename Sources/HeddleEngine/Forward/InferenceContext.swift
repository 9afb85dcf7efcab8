/// One text on its way through a model: its tokens, the keys and values of all layers, and memory
/// for computing. To be used by one thread at a time.
public final class InferenceContext {
    public let model: Model
    public let pool: WorkerPool
    /// The most tokens that it can hold.
    public let capacity: Int
    /// The tokens whose keys and values are in the cache.
    public private(set) var tokens: [Int32] = []

    let cache: KeyValueCache
    private(set) var history: CacheHistory
    private let runner: LayerRunner
    private let unembedder: Unembedder
    private let residual: FloatMatrix

    /// Makes an empty context. Memory of the cache is taken as it fills: per token, two numbers of
    /// four bytes for each layer and each element of its keys.
    ///
    /// - Throws: `EngineError.outOfMemory`, or `.invalidRequest` for a capacity below 1.
    public init(model: Model, pool: WorkerPool, capacity: Int) throws(EngineError) {
        guard capacity > 0 else {
            throw .invalidRequest(
                problem: "a context of \(capacity) tokens", remedy: "make it at least 1 token long")
        }
        self.model = model
        self.pool = pool
        self.capacity = capacity
        cache = try KeyValueCache(model.configuration, capacity: capacity)
        history = CacheHistory(model.configuration)
        runner = try LayerRunner(model: model, pool: pool, longest: capacity)
        unembedder = try Unembedder(model: model, pool: pool)
        residual = try FloatMatrix(
            rows: runner.pieceLength, columns: model.configuration.width)
    }

    /// Makes a context whose first tokens' keys and values are copied from elsewhere.
    convenience init(
        model: Model, pool: WorkerPool, capacity: Int, tokens: [Int32], cache: KeyValueCache,
        history: CacheHistory
    ) throws(EngineError) {
        guard tokens.count <= capacity else {
            throw .contextFull(capacity: capacity, needed: tokens.count)
        }
        try self.init(model: model, pool: pool, capacity: capacity)
        self.cache.copy(from: cache, count: tokens.count)
        self.history = history
        self.tokens = tokens
    }

    /// Runs new tokens through the model after those that are there, and keeps their keys and
    /// values.
    ///
    /// Long texts go through in pieces. Interventions apply to the new positions only: what is in
    /// the cache stays. Where keys depend on the text's length (LongRoPE) and the text passes that
    /// length, the tokens that are there are run again first, each under the interventions that it
    /// was run under.
    ///
    /// - Throws: `EngineError`: `.contextFull`, `.tokenOutsideVocabulary`, `.headOutsideModel`,
    ///   `.invalidRequest`, `.outOfMemory`, `.cancelled`. The context is then as it was before.
    public func append(
        _ newTokens: [Int32], request: ForwardRequest = .nothing,
        interventions: [Intervention] = [], observer: Observer? = nil,
        cancellation: Cancellation? = nil
    ) throws(EngineError) -> ForwardResult {
        let start = tokens.count
        let run = start..<start + newTokens.count
        guard run.upperBound <= capacity else {
            throw .contextFull(capacity: capacity, needed: run.upperBound)
        }
        try model.configuration.check(newTokens, textLength: run.upperBound)
        let instruments = try RunInstruments(
            request: request, interventions: interventions, tokens: tokens + newTokens, run: run,
            observer: observer, cancellation: cancellation, configuration: model.configuration)
        try renewCache(textLength: run.upperBound, cancellation)
        let text = tokens + newTokens
        for positions in runner.pieces(run) {
            try runLayers(positions, text[positions], text.count, instruments)
            try unembedder.serve(
                instruments, residual: residual.rows(0..<positions.count), positions: positions)
        }
        tokens = text
        history.add(run, interventions, textLength: text.count)
        return instruments.result()
    }

    /// Computes the keys and values that are there anew where they do not fit a text's length.
    private func renewCache(
        textLength: Int, _ cancellation: Cancellation?
    ) throws(EngineError) {
        guard !history.fits(textLength: textLength) else { return }
        history.invalidate()
        for past in history.runs {
            let instruments = try RunInstruments(
                request: .nothing, interventions: past.interventions,
                tokens: Array(tokens[..<past.positions.upperBound]), run: past.positions,
                observer: nil, cancellation: cancellation, configuration: model.configuration)
            for positions in runner.pieces(past.positions) {
                try runLayers(positions, tokens[positions], textLength, instruments)
            }
        }
        history.validate(textLength: textLength)
    }

    /// Leaves the final residual stream of the positions in `residual`.
    private func runLayers(
        _ positions: Range<Int>, _ tokens: ArraySlice<Int32>, _ textLength: Int,
        _ instruments: RunInstruments
    ) throws(EngineError) {
        let residual = residual.rows(0..<positions.count)
        try model.embed(tokens, at: positions, into: residual, runner.arithmetic, instruments)
        for layer in 0..<model.configuration.layers {
            try instruments.cancellation?.check()
            try runner.run(
                LayerPiece(
                    layer: layer,
                    spans: [
                        LayerSpan(
                            positions: positions, keys: cache.keys[layer],
                            values: cache.values[layer], textLength: textLength,
                            instruments: instruments)
                    ], residual: residual),
                cancellation: instruments.cancellation)
        }
    }

    /// Forgets the tokens from `count` on; does nothing when there are no more than that.
    public func truncate(to count: Int) {
        guard count < tokens.count else { return }
        tokens.removeLast(tokens.count - max(0, count))
        history.truncate(to: tokens.count)
    }

    /// A context with the same tokens that goes its own way from here; copies the cache.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    public func fork() throws(EngineError) -> InferenceContext {
        try InferenceContext(
            model: model, pool: pool, capacity: capacity, tokens: tokens, cache: cache,
            history: history)
    }
}

extension ModelConfiguration {
    /// Checks tokens that end a text of `length` tokens.
    ///
    /// - Throws: `EngineError.tokenOutsideVocabulary`, or `.contextFull` for a text longer than the
    ///   table of learned positions.
    func check(_ tokens: [Int32], textLength length: Int) throws(EngineError) {
        if let learnedPositions, length > learnedPositions {
            throw .contextFull(capacity: learnedPositions, needed: length)
        }
        for (index, id) in tokens.enumerated() where id < 0 || Int(id) >= vocabulary {
            throw .tokenOutsideVocabulary(id: id, index: index, vocabulary: vocabulary)
        }
    }
}
