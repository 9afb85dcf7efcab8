extension Model {
    /// Writes what enters the first layer: the tokens' embeddings, `[position][width]`.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    func embed(
        _ tokens: ArraySlice<Int32>, at positions: Range<Int>, into residual: FloatMatrix,
        _ arithmetic: Arithmetic, _ instruments: RunInstruments
    ) throws(EngineError) {
        lookUp(tokens, into: residual, arithmetic)
        instruments.emit(.embedding, positions, residual)
        try addLearned(positions.map(Int32.init), to: residual, arithmetic) {
            instruments.emit(.positionEmbedding, positions, $0)
        }
    }

    /// Writes the embeddings of tokens of several texts, `[row][width]`.
    ///
    /// - Parameter positions: each token's place in its text.
    /// - Throws: `EngineError.outOfMemory`.
    func embed(
        _ tokens: [Int32], atEach positions: [Int], into residual: FloatMatrix,
        _ arithmetic: Arithmetic
    ) throws(EngineError) {
        lookUp(tokens[...], into: residual, arithmetic)
        try addLearned(positions.map(Int32.init), to: residual, arithmetic)
    }

    private func lookUp(
        _ tokens: ArraySlice<Int32>, into residual: FloatMatrix, _ arithmetic: Arithmetic
    ) {
        arithmetic.lookUp(tokens, in: weights.embedding, into: residual)
        if configuration.embeddingScale != 1 {
            arithmetic.scale(residual, by: configuration.embeddingScale)
        }
    }

    /// Adds the learned embeddings of positions, in models that have them.
    ///
    /// - Parameter emit: is handed what is added.
    private func addLearned(
        _ positions: [Int32], to residual: FloatMatrix, _ arithmetic: Arithmetic,
        emit: (FloatMatrix) -> Void = { _ in }
    ) throws(EngineError) {
        guard let table = weights.positions else { return }
        let learned = try FloatMatrix(rows: residual.rows, columns: residual.columns)
        arithmetic.lookUp(positions[...], in: table, into: learned)
        emit(learned)
        arithmetic.add(learned, to: residual)
    }
}
