/// What is computed for observers alone.
extension LayerRunner {
    /// Hands out what enters a block, before the norm's own weights.
    ///
    /// - Parameter memory: is overwritten.
    func emitNormalized(
        _ piece: LayerPiece, _ norm: NormWeights, as hook: HookPoint, _ memory: FloatMatrix
    ) {
        guard piece.watches(hook) else { return }
        arithmetic.normalize(
            piece.residual, model.configuration.norm, norm, appliesWeights: false, into: memory)
        piece.emit(hook, memory)
    }

    /// Hands out keys before norm and rotation, of which the cache keeps nothing.
    ///
    /// - Parameter input: what the attention block reads, normalized.
    func emitKeys(of input: FloatMatrix, _ piece: LayerPiece, _ weights: LayerWeights) {
        let hook = HookPoint.key(layer: piece.layer)
        guard piece.watches(hook) else { return }
        let keys = freshKeys.rows(0..<piece.residual.rows)
        arithmetic.multiply(input, weights.key, into: keys)
        piece.emit(hook, keys, heads: model.configuration.keyValueHeads)
    }

    /// Hands out what each head's output becomes by the output projection. Costs that product once
    /// for every head: the columns of a block-quantised matrix cannot be told apart.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    func emitResults(
        of piece: LayerPiece, _ outputs: FloatMatrix, _ projection: Projection
    ) throws(EngineError) {
        let hook = HookPoint.headResult(layer: piece.layer)
        guard piece.watches(hook) else { return }
        let c = model.configuration
        let alone = try FloatMatrix(rows: outputs.rows, columns: outputs.columns)
        let product = try FloatMatrix(rows: outputs.rows, columns: c.width)
        let results = try FloatMatrix(rows: outputs.rows, columns: c.heads * c.width)
        let withoutBias = Projection(parts: projection.parts, bias: nil)
        for head in 0..<c.heads {
            let columns = HeadID(layer: piece.layer, head: head).columns(c)
            for row in 0..<alone.rows {
                alone.row(row).update(repeating: 0, count: alone.columns)
            }
            alone.columns(columns).copy(from: outputs.columns(columns))
            arithmetic.multiply(alone, withoutBias, into: product)
            results.columns(head * c.width..<(head + 1) * c.width).copy(from: product)
        }
        piece.emit(hook, results, heads: c.heads)
    }
}
