/// An untouched run over a text that keeps what it takes to run it again under interventions from
/// the first layer and position that they touch: the residual stream entering the layers, keys and
/// values, and the final residual stream. To be used by one thread at a time.
///
/// Memory: `layers` × tokens × `width` × 4 bytes, keys and values, and the logits of short texts;
/// past a limit only every n-th layer's residual stream is kept and the rest computed again.
public final class BaselineRun {
    public let model: Model
    public let pool: WorkerPool
    public let tokens: [Int32]
    /// What the run was asked for.
    public let result: ForwardResult

    let cache: KeyValueCache
    let runner: LayerRunner
    let unembedder: Unembedder
    let memory: BaselineMemory
    /// `[kept layer][position][width]`: what enters the layers 0, `layerStep`, 2 · `layerStep`, …
    let streams: [FloatMatrix]
    /// `[layer][position][heads × headDimension]`; no layers where they are not kept.
    let headOutputs: [FloatMatrix]
    /// `[position][width]`: what leaves the last layer.
    let finalStream: FloatMatrix
    /// `[position][vocabulary]`, where they are kept.
    let logits: FloatMatrix?
    /// What later runs overwrite; made when the first one needs it.
    var rerunMemory: RerunMemory?

    /// Runs a text.
    ///
    /// - Parameters:
    ///   - request: what to hand out; logits are computed for what it asks and where they are kept.
    ///   - keeping: what is kept beside residual streams, keys and values.
    ///   - memoryLimit: bytes for what is kept; keys and values are kept even beyond it.
    /// - Throws: `EngineError`: `.invalidRequest` for an empty text, `.tokenOutsideVocabulary`,
    ///   `.headOutsideModel`, `.outOfMemory`, `.cancelled`.
    public init(
        model: Model, pool: WorkerPool, tokens: [Int32],
        request: ForwardRequest = ForwardRequest(predictions: true),
        keeping: Set<BaselineExtra> = [.logits], memoryLimit: Int = 1 << 30,
        observer: Observer? = nil, cancellation: Cancellation? = nil
    ) throws(EngineError) {
        guard !tokens.isEmpty else {
            throw .invalidRequest(problem: "an empty text", remedy: "give at least one token")
        }
        let c = model.configuration
        try c.check(tokens, textLength: tokens.count)
        let instruments = try RunInstruments(
            request: request, interventions: [], tokens: tokens, run: 0..<tokens.count,
            observer: observer, cancellation: cancellation, configuration: c)
        memory = BaselineMemory(c, tokens: tokens.count, limit: memoryLimit, keeping: keeping)
        cache = try KeyValueCache(c, capacity: tokens.count)
        runner = try LayerRunner(model: model, pool: pool, longest: tokens.count)
        unembedder = try Unembedder(model: model, pool: pool)
        logits =
            memory.keepsLogits
            ? try FloatMatrix(rows: tokens.count, columns: c.vocabulary) : nil
        finalStream = try FloatMatrix(rows: tokens.count, columns: c.width)
        try model.embed(
            tokens[...], at: 0..<tokens.count, into: finalStream, runner.arithmetic, instruments)
        var outputs: [FloatMatrix] = []
        for _ in 0..<(memory.keepsHeadOutputs ? c.layers : 0) {
            outputs.append(try FloatMatrix(rows: tokens.count, columns: c.attentionWidth))
        }
        headOutputs = outputs
        streams = try Self.runLayers(
            finalStream, runner, cache, outputs, step: memory.layerStep, instruments)
        try unembedder.serve(
            instruments, residual: finalStream, positions: 0..<tokens.count, keeping: logits)
        result = instruments.result()
        self.model = model
        self.pool = pool
        self.tokens = tokens
    }

    /// - Returns: the residual stream entering every `step`-th layer.
    private static func runLayers(
        _ stream: FloatMatrix, _ runner: LayerRunner, _ cache: KeyValueCache,
        _ outputs: [FloatMatrix], step: Int, _ instruments: RunInstruments
    ) throws(EngineError) -> [FloatMatrix] {
        var kept: [FloatMatrix] = []
        for layer in 0..<runner.model.configuration.layers {
            if layer.isMultiple(of: step) {
                let copy = try FloatMatrix(rows: stream.rows, columns: stream.columns)
                copy.copy(from: stream)
                kept.append(copy)
            }
            for positions in runner.pieces(0..<stream.rows) {
                try instruments.cancellation?.check()
                let span = LayerSpan(
                    positions: positions, keys: cache.keys[layer], values: cache.values[layer],
                    headOutputs: outputs.isEmpty ? nil : outputs[layer], textLength: stream.rows,
                    instruments: instruments)
                try runner.run(
                    LayerPiece(layer: layer, spans: [span], residual: stream.rows(positions)),
                    cancellation: instruments.cancellation)
            }
        }
        return kept
    }

    /// A context that holds the first `count` tokens as the untouched run saw them.
    ///
    /// - Throws: `EngineError.contextFull`, `.invalidRequest`, `.outOfMemory`.
    public func context(upTo count: Int, capacity: Int) throws(EngineError) -> InferenceContext {
        guard (0...tokens.count).contains(count) else {
            throw .invalidRequest(
                problem: "the first \(count) tokens of a text of \(tokens.count)",
                remedy: "ask for 0 to \(tokens.count)")
        }
        return try InferenceContext(
            model: model, pool: pool, capacity: capacity, tokens: Array(tokens[..<count]),
            cache: cache,
            history: CacheHistory(model.configuration, count: count, textLength: tokens.count))
    }
}
