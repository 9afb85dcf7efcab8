/// Runs a text for its observer alone, one layer for all positions before the next one, so that
/// what an observer keeps of a layer is whole before the next begins.
///
/// Layers behind the last one that is watched are not run. Memory: tokens × (`width` and one layer's
/// keys and values) × 4 bytes, whatever the number of layers.
public enum LayerwisePass {
    /// - Parameters:
    ///   - hooks: what the observer is handed; the positions of each come in ascending pieces.
    ///   - progress: is told how many layers of how many are done.
    /// - Throws: `EngineError`: `.invalidRequest` for an empty text, `.tokenOutsideVocabulary`,
    ///   `.contextFull`, `.headOutsideModel`, `.noSuchHook`, `.outOfMemory`, `.cancelled`.
    public static func run(
        _ model: Model, pool: WorkerPool, tokens: [Int32], hooks: Set<HookPoint>,
        interventions: [Intervention] = [], cancellation: Cancellation? = nil,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }, observer: @escaping Observer
    ) throws(EngineError) {
        guard !tokens.isEmpty else {
            throw .invalidRequest(problem: "an empty text", remedy: "give at least one token")
        }
        let c = model.configuration
        try c.check(tokens, textLength: tokens.count)
        let all = 0..<tokens.count
        let instruments = try RunInstruments(
            request: ForwardRequest(hooks: hooks), interventions: interventions, tokens: tokens,
            run: all, observer: observer, cancellation: cancellation, configuration: c)
        let runner = try LayerRunner(model: model, pool: pool, longest: tokens.count)
        let stream = try FloatMatrix(rows: tokens.count, columns: c.width)
        let keys = try FloatMatrix(rows: tokens.count, columns: c.keyWidth)
        let values = try FloatMatrix(rows: tokens.count, columns: c.keyWidth)
        try model.embed(tokens[...], at: all, into: stream, runner.arithmetic, instruments)
        let needsEnd = hooks.contains(.finalNormalized) || hooks.contains(.logits)
        let count = needsEnd ? c.layers : (hooks.compactMap(\.layer).max() ?? -1) + 1
        for layer in 0..<count {
            for positions in runner.pieces(all) {
                try cancellation?.check()
                let span = LayerSpan(
                    positions: positions, keys: keys, values: values, textLength: tokens.count,
                    instruments: instruments)
                try runner.run(
                    LayerPiece(layer: layer, spans: [span], residual: stream.rows(positions)),
                    cancellation: cancellation)
            }
            progress(layer + 1, count)
        }
        guard needsEnd else { return }
        try Unembedder(model: model, pool: pool).serve(
            instruments, residual: stream, positions: all)
    }
}
