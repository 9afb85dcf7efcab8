/// Turns final residual streams into logits, some rows at a time.
final class Unembedder {
    private let model: Model
    private let arithmetic: Arithmetic
    private let normed: FloatMatrix
    /// Rows that are computed together.
    let blockLength: Int

    /// - Parameter mostRows: the most rows that are computed together.
    init(model: Model, pool: WorkerPool, mostRows: Int = 64) throws(EngineError) {
        self.model = model
        arithmetic = Arithmetic(pool: pool, dotProducts: model.dotProducts)
        blockLength = min(max(4_000_000 / model.configuration.vocabulary, 8), mostRows)
        normed = try FloatMatrix(rows: blockLength, columns: model.configuration.width)
    }

    /// Memory for a block's logits, `[row][vocabulary]`.
    func makeBlock() throws(EngineError) -> FloatMatrix {
        try FloatMatrix(rows: blockLength, columns: model.configuration.vocabulary)
    }

    /// Computes the logits of consecutive rows of the final residual stream.
    ///
    /// - Parameters:
    ///   - residual: `[row][width]`, at most `blockLength` rows.
    ///   - block: where the logits go.
    /// - Returns: the rows of `block` that were written.
    func logits(of residual: FloatMatrix, into block: FloatMatrix) -> FloatMatrix {
        project(normalized(residual), into: block)
    }

    /// Computes the logits of some tokens alone.
    ///
    /// - Parameters:
    ///   - ids: by row of `residual`.
    ///   - residual: `[row][width]`, at most `blockLength` rows.
    ///   - capped: whether the model's cap is applied where it has one.
    func logits(
        of ids: [[Int32]], residual: FloatMatrix, capped: Bool = true
    ) throws(EngineError) -> [[Float]] {
        let x = normalized(residual)
        let picked = try FloatMatrix(rows: x.rows, columns: ids.map(\.count).max() ?? 0)
        arithmetic.pool.run(chunks: x.rows) { row, _ in
            for (column, id) in ids[row].enumerated() {
                arithmetic.multiply(
                    x.rows(row..<row + 1), model.weights.unembedding, output: Int(id),
                    into: picked.rows(row..<row + 1).columns(column..<column + 1))
            }
        }
        if capped, let cap = model.configuration.logitSoftcap { arithmetic.softcap(picked, cap) }
        return zip(ids, 0..<x.rows).map { Array(picked.values(ofRow: $1).prefix($0.count)) }
    }

    private func normalized(_ residual: FloatMatrix) -> FloatMatrix {
        let x = normed.rows(0..<residual.rows)
        arithmetic.normalize(
            residual, model.configuration.norm, model.weights.finalNorm, into: x)
        return x
    }

    private func project(_ x: FloatMatrix, into block: FloatMatrix) -> FloatMatrix {
        let logits = block.rows(0..<x.rows)
        arithmetic.multiply(x, model.weights.unembedding, into: logits)
        if let cap = model.configuration.logitSoftcap { arithmetic.softcap(logits, cap) }
        return logits
    }

    /// Computes the logits of some queries.
    ///
    /// - Parameters:
    ///   - queries: at most `blockLength` of them.
    ///   - residual: `[position][width]`, its first row at position `start`.
    ///   - block: where the logits go, one row a query.
    /// - Returns: the rows of `block` that were written.
    func logits(
        of queries: ArraySlice<Int>, residual: FloatMatrix, start: Int, into block: FloatMatrix
    ) -> FloatMatrix {
        let rows = 0..<queries.count
        let x = normed.rows(rows)
        for (row, query) in queries.enumerated() {
            let source = residual.rows(query - start..<query - start + 1)
            arithmetic.normalize(
                source, model.configuration.norm, model.weights.finalNorm,
                into: x.rows(row..<row + 1))
        }
        return project(x, into: block)
    }

    /// Gives a run's instruments the logits that they need of some positions.
    ///
    /// - Parameter store: where the logits of all `positions` are kept, a row each, if given.
    func serve(
        _ instruments: RunInstruments, residual: FloatMatrix, positions: Range<Int>,
        keeping store: FloatMatrix? = nil
    ) throws(EngineError) {
        emitNormalized(instruments, residual, positions)
        let queries =
            store == nil ? instruments.queriesNeedingLogits(positions) : Array(positions)
        guard !queries.isEmpty else { return }
        let memory =
            if let store { store } else {
                try FloatMatrix(
                    rows: min(blockLength, queries.count), columns: model.configuration.vocabulary)
            }
        for first in stride(from: 0, to: queries.count, by: blockLength) {
            try instruments.cancellation?.check()
            let slice = queries[first..<min(first + blockLength, queries.count)]
            let block = store == nil ? memory : memory.rows(slice.indices)
            let rows = logits(
                of: slice, residual: residual, start: positions.lowerBound, into: block)
            instruments.take(rows, queries: slice, pool: arithmetic.pool)
        }
    }

    private func emitNormalized(
        _ instruments: RunInstruments, _ residual: FloatMatrix, _ positions: Range<Int>
    ) {
        guard instruments.watches(.finalNormalized) else { return }
        for first in stride(from: 0, to: residual.rows, by: blockLength) {
            let rows = first..<min(first + blockLength, residual.rows)
            let x = normed.rows(0..<rows.count)
            arithmetic.normalize(
                residual.rows(rows), model.configuration.norm, model.weights.finalNorm,
                appliesWeights: false, into: x)
            let start = positions.lowerBound
            instruments.emit(
                .finalNormalized, start + rows.lowerBound..<start + rows.upperBound, x)
        }
    }
}
