extension Model {
    /// Writes what enters the first layer: the tokens' embeddings, `[position][width]`.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    func embed(
        _ tokens: ArraySlice<Int32>, at positions: Range<Int>, into residual: FloatMatrix,
        _ arithmetic: Arithmetic, _ instruments: RunInstruments
    ) throws(EngineError) {
        arithmetic.lookUp(tokens, in: weights.embedding, into: residual)
        if configuration.embeddingScale != 1 {
            arithmetic.scale(residual, by: configuration.embeddingScale)
        }
        instruments.emit(.embedding, positions, residual)
        guard let table = weights.positions else { return }
        let learned = try FloatMatrix(rows: residual.rows, columns: residual.columns)
        arithmetic.lookUp(positions.map(Int32.init)[...], in: table, into: learned)
        instruments.emit(.positionEmbedding, positions, learned)
        arithmetic.add(learned, to: residual)
    }
}
