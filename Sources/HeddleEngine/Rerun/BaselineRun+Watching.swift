extension BaselineRun {
    /// Runs some positions through all layers once more, on the keys and values that are there, and
    /// hands out what the observer asks for; to the bit as in the first run.
    ///
    /// - Parameter hooks: places inside the layers, or the embedding.
    /// - Returns: the final residual stream, `[position][width]`.
    /// - Throws: `EngineError.invalidRequest` for positions outside the text and for hooks that the
    ///   model does not have, `.outOfMemory`, `.cancelled`.
    func watch(
        _ positions: Range<Int>, hooks: Set<HookPoint>, cancellation: Cancellation?,
        observer: @escaping Observer
    ) throws(EngineError) -> FloatMatrix {
        guard positions.lowerBound >= 0, positions.upperBound <= tokens.count, !positions.isEmpty
        else {
            throw .invalidRequest(
                problem: "positions \(positions.lowerBound)-\(positions.upperBound - 1) of a text "
                    + "of \(tokens.count) tokens",
                remedy: "ask for positions from 0 to \(tokens.count - 1)")
        }
        let instruments = try RunInstruments(
            request: ForwardRequest(hooks: hooks), interventions: [], tokens: tokens,
            run: positions, observer: observer, cancellation: cancellation,
            configuration: model.configuration)
        let stream = try FloatMatrix(rows: positions.count, columns: model.configuration.width)
        try model.embed(
            tokens[positions], at: positions, into: stream, runner.arithmetic, instruments)
        for layer in 0..<model.configuration.layers {
            for rows in runner.pieces(0..<positions.count) {
                try cancellation?.check()
                let first = positions.lowerBound + rows.lowerBound
                let span = LayerSpan(
                    positions: first..<first + rows.count, keys: cache.keys[layer],
                    values: cache.values[layer], textLength: tokens.count,
                    instruments: instruments)
                try runner.run(
                    LayerPiece(
                        layer: layer, spans: [span], residual: stream.rows(rows),
                        keysAreKnown: true),
                    cancellation: cancellation)
            }
        }
        return stream
    }
}
