/// Runs layers piece by piece; owns the memory of what is computed on the way.
final class LayerRunner {
    let model: Model
    let arithmetic: Arithmetic
    /// The most positions of a piece.
    let pieceLength: Int

    private let attention: Attention
    private let rotary: RotaryTables
    private let normed: FloatMatrix
    private let queries: FloatMatrix
    /// Keys and values of several texts, on their way to their places.
    let freshKeys: FloatMatrix
    private let freshValues: FloatMatrix
    private let outputs: FloatMatrix
    private let hidden: FloatMatrix
    /// The other input of a gated feed-forward block.
    private let factor: FloatMatrix?
    /// What the feed-forward block reads where it runs beside attention.
    private let parallelInput: FloatMatrix?

    private var configuration: ModelConfiguration { model.configuration }

    /// A runner for a text of at most `longest` tokens. Its pieces are long enough to use each
    /// weight often and short enough to stop within some 20 ms between two products.
    convenience init(model: Model, pool: WorkerPool, longest: Int) throws(EngineError) {
        let c = model.configuration
        let layerWeights =
            c.width * (2 * c.attentionWidth + 2 * c.keyWidth + 3 * c.feedForwardWidth)
        try self.init(
            model: model, pool: pool,
            pieceLength: min(max(1, longest), min(max(2_000_000_000 / layerWeights, 32), 256)))
    }

    init(model: Model, pool: WorkerPool, pieceLength: Int) throws(EngineError) {
        let c = model.configuration
        self.model = model
        self.pieceLength = pieceLength
        arithmetic = Arithmetic(pool: pool, dotProducts: model.dotProducts)
        attention = try Attention(c, pool: pool)
        rotary = RotaryTables(c)
        normed = try FloatMatrix(rows: pieceLength, columns: c.width)
        queries = try FloatMatrix(rows: pieceLength, columns: c.attentionWidth)
        freshKeys = try FloatMatrix(rows: pieceLength, columns: c.keyWidth)
        freshValues = try FloatMatrix(rows: pieceLength, columns: c.keyWidth)
        outputs = try FloatMatrix(rows: pieceLength, columns: c.attentionWidth)
        hidden = try FloatMatrix(rows: pieceLength, columns: c.feedForwardWidth)
        factor =
            c.gatedFeedForward
            ? try FloatMatrix(rows: pieceLength, columns: c.feedForwardWidth) : nil
        parallelInput =
            c.parallelBlocks ? try FloatMatrix(rows: pieceLength, columns: c.width) : nil
    }

    /// Cuts positions, or rows of several texts, into pieces.
    func pieces(_ positions: Range<Int>) -> [Range<Int>] {
        stride(from: positions.lowerBound, to: positions.upperBound, by: pieceLength).map {
            $0..<min($0 + pieceLength, positions.upperBound)
        }
    }

    /// Runs one layer over one piece, in place.
    ///
    /// - Throws: `EngineError.cancelled`, `.outOfMemory`.
    func run(_ piece: LayerPiece, cancellation: Cancellation?) throws(EngineError) {
        assert(piece.spans.last?.rows.upperBound == piece.residual.rows)
        let layer = piece.layer
        piece.emit(.residualPre(layer: layer), piece.residual)
        let weights = model.weights.layers[layer]
        let parallelInput = parallelInput?.rows(0..<piece.residual.rows)
        if let parallelInput {
            emitNormalized(
                piece, weights.feedForwardNorm, as: .feedForwardNormalized(layer: layer),
                parallelInput)
            normalize(piece.residual, weights.feedForwardNorm, into: parallelInput)
        }
        try attend(piece, weights, cancellation)
        if let parallelInput {
            try feedForward(parallelInput, piece, weights, cancellation)
        } else {
            piece.emit(.residualMid(layer: layer), piece.residual)
            let input = normed.rows(0..<piece.residual.rows)
            emitNormalized(
                piece, weights.feedForwardNorm, as: .feedForwardNormalized(layer: layer), input)
            normalize(piece.residual, weights.feedForwardNorm, into: input)
            try feedForward(input, piece, weights, cancellation)
        }
        piece.emit(.residualPost(layer: layer), piece.residual)
    }

    /// Computes a piece's keys and values alone.
    ///
    /// - Throws: `EngineError.outOfMemory`.
    func writeKeys(_ piece: LayerPiece) throws(EngineError) {
        let weights = model.weights.layers[piece.layer]
        let normed = normed.rows(0..<piece.residual.rows)
        normalize(piece.residual, weights.attentionNorm, into: normed)
        writeKeys(of: normed, piece, weights, try rotaryTables(piece))
    }

    private func attend(
        _ piece: LayerPiece, _ weights: LayerWeights, _ cancellation: Cancellation?
    ) throws(EngineError) {
        let outputs = outputs.rows(0..<piece.residual.rows)
        if !piece.outputsAreKnown {
            try computeOutputs(piece, weights, into: outputs, cancellation)
        }
        for span in piece.spans {
            let rows = outputs.rows(span.rows)
            if let known = span.headOutputs?.rows(span.positions) {
                if piece.outputsAreKnown { rows.copy(from: known) } else { known.copy(from: rows) }
            }
        }
        piece.change(.headOutput(layer: piece.layer), outputs)
        piece.emit(.headOutput(layer: piece.layer), outputs, heads: configuration.heads)
        try emitResults(of: piece, outputs, weights.attentionOutput)
        try cancellation?.check()
        addProduct(
            outputs, weights.attentionOutput, weights.attentionOutputNorm, to: piece,
            as: .attentionOutput(layer: piece.layer))
    }

    /// Computes the heads' outputs before interventions.
    private func computeOutputs(
        _ piece: LayerPiece, _ weights: LayerWeights, into outputs: FloatMatrix,
        _ cancellation: Cancellation?
    ) throws(EngineError) {
        let rows = 0..<piece.residual.rows
        let (normed, queries) = (normed.rows(rows), queries.rows(rows))
        let tables = try rotaryTables(piece)
        emitNormalized(
            piece, weights.attentionNorm, as: .attentionNormalized(layer: piece.layer), normed)
        normalize(piece.residual, weights.attentionNorm, into: normed)
        arithmetic.multiply(normed, weights.query, into: queries)
        piece.emit(.query(layer: piece.layer), queries, heads: configuration.heads)
        emitKeys(of: normed, piece, weights)
        prepare(queries, weights.queryNorm, piece, tables)
        if !piece.keysAreKnown { writeKeys(of: normed, piece, weights, tables) }
        emitInputs(of: piece, queries)
        try cancellation?.check()
        var unrecorded: [AttentionCall] = []
        for span in piece.spans {
            let call = AttentionCall(
                queries: queries.rows(span.rows), shared: span.shared, keys: span.keys,
                values: span.values, outputs: outputs.rows(span.rows), positions: span.positions,
                window: configuration.layerAttention[piece.layer].window,
                hidden: span.instruments.plan.hiddenKeys(
                    layer: piece.layer, positions: span.positions))
            if span.instruments.recordsAttention(layer: piece.layer) {
                try span.instruments.attend(layer: piece.layer, call, attention)
            } else {
                unrecorded.append(call)
            }
        }
        try attention.run(unrecorded)
    }

    /// - Parameter input: what the attention block reads, normalized.
    private func writeKeys(
        of input: FloatMatrix, _ piece: LayerPiece, _ weights: LayerWeights,
        _ tables: [RotaryTable]
    ) {
        let rows = 0..<piece.residual.rows
        var (keys, values) = (freshKeys.rows(rows), freshValues.rows(rows))
        let only = piece.spans.count == 1 ? piece.spans.first : nil
        if let only {
            (keys, values) = (only.keys.rows(only.keyRows), only.values.rows(only.keyRows))
        }
        arithmetic.multiply(input, weights.key, into: keys)
        prepare(keys, weights.keyNorm, piece, tables)
        arithmetic.multiply(input, weights.value, into: values)
        guard only == nil else { return }
        piece.forEachSpan(arithmetic.pool) { _, span in
            span.keys.rows(span.keyRows).copy(from: keys.rows(span.rows))
            span.values.rows(span.keyRows).copy(from: values.rows(span.rows))
        }
    }

    /// The tables by which each text of a piece is rotated; empty in a layer that rotates nothing.
    private func rotaryTables(_ piece: LayerPiece) throws(EngineError) -> [RotaryTable] {
        var tables: [RotaryTable] = []
        for span in piece.spans {
            let table = try rotary.table(
                layer: piece.layer, end: span.positions.upperBound, textLength: span.textLength)
            if let table { tables.append(table) }
        }
        return tables
    }

    private func normalize(_ x: FloatMatrix, _ weights: NormWeights, into y: FloatMatrix) {
        arithmetic.normalize(x, configuration.norm, weights, into: y)
    }

    /// Makes queries or keys ready for attention, in place.
    private func prepare(
        _ heads: FloatMatrix, _ norm: NormWeights?, _ piece: LayerPiece, _ tables: [RotaryTable]
    ) {
        if let norm { normalize(heads, norm, into: heads) }
        guard !tables.isEmpty else { return }
        piece.forEachSpan(arithmetic.pool) { place, span in
            arithmetic.rotate(
                heads.rows(span.rows), headDimension: configuration.headDimension,
                positions: span.positions, table: tables[place])
        }
    }

    private func emitInputs(of piece: LayerPiece, _ queries: FloatMatrix) {
        piece.emit(.rotatedQuery(layer: piece.layer), queries, heads: configuration.heads)
        for span in piece.spans {
            span.instruments.emit(
                .rotatedKey(layer: piece.layer), span.positions, span.keys.rows(span.keyRows),
                heads: configuration.keyValueHeads)
            span.instruments.emit(
                .value(layer: piece.layer), span.positions, span.values.rows(span.keyRows),
                heads: configuration.keyValueHeads)
        }
    }

    /// - Parameter input: what the block reads, normalized.
    private func feedForward(
        _ input: FloatMatrix, _ piece: LayerPiece, _ weights: LayerWeights,
        _ cancellation: Cancellation?
    ) throws(EngineError) {
        let rows = 0..<piece.residual.rows
        let hidden = hidden.rows(rows)
        let factor = factor?.rows(rows)
        if let gate = weights.gate, let factor {
            arithmetic.multiply(input, gate, into: hidden)
            try cancellation?.check()
            arithmetic.multiply(input, weights.up, into: factor)
        } else {
            arithmetic.multiply(input, weights.up, into: hidden)
        }
        arithmetic.activate(hidden, configuration.activation, times: factor)
        piece.emit(.feedForwardHidden(layer: piece.layer), hidden)
        try cancellation?.check()
        addProduct(
            hidden, weights.down, weights.feedForwardOutputNorm, to: piece,
            as: .feedForwardOutput(layer: piece.layer))
    }

    /// Adds a block's output to the residual stream, by way of its own matrix where that passes a
    /// norm, is changed or is watched; or has a bias, so that sums are rounded alike whether it is
    /// watched or not.
    private func addProduct(
        _ x: FloatMatrix, _ weights: Projection, _ norm: NormWeights?, to piece: LayerPiece,
        as hook: HookPoint
    ) {
        guard norm != nil || weights.bias != nil || piece.changesOrWatches(hook) else {
            return arithmetic.multiplyAdd(x, weights, into: piece.residual)
        }
        let product = normed.rows(0..<x.rows)
        arithmetic.multiply(x, weights, into: product)
        if let norm { normalize(product, norm, into: product) }
        piece.change(hook, product)
        piece.emit(hook, product)
        arithmetic.add(product, to: piece.residual)
    }
}
