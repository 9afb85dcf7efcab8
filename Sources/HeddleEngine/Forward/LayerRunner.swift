/// Consecutive positions on their way through one layer.
struct LayerPiece {
    var layer: Int
    var positions: Range<Int>
    /// `[position][width]`: what enters the layer; what leaves it afterwards.
    var residual: FloatMatrix
    /// The layer's keys and values from position 0 on, `[position][keyValueHeads × headDimension]`.
    var keys: FloatMatrix
    var values: FloatMatrix
    /// Whether the keys and values of these positions are already there.
    var keysAreKnown = false
}

/// Runs layers piece by piece; owns the memory of what is computed on the way.
final class LayerRunner {
    let model: Model
    let arithmetic: Arithmetic
    /// The most positions of a piece: many enough to use each weight often, few enough to stop
    /// within some 20 ms between two products.
    let pieceLength: Int

    private let attention: Attention
    private let rotary: RotaryTable
    private let normed: FloatMatrix
    private let queries: FloatMatrix
    private let outputs: FloatMatrix
    private let gate: FloatMatrix
    private let up: FloatMatrix

    private var configuration: ModelConfiguration { model.configuration }

    init(model: Model, pool: WorkerPool, longest: Int) throws(EngineError) {
        let c = model.configuration
        self.model = model
        arithmetic = Arithmetic(pool: pool)
        let layerWeights =
            c.width * (2 * c.attentionWidth + 2 * c.keyWidth + 3 * c.feedForwardWidth)
        pieceLength = min(max(1, longest), min(max(2_000_000_000 / layerWeights, 32), 256))
        attention = try Attention(c, pool: pool)
        rotary = try RotaryTable(c)
        normed = try FloatMatrix(rows: pieceLength, columns: c.width)
        queries = try FloatMatrix(rows: pieceLength, columns: c.attentionWidth)
        outputs = try FloatMatrix(rows: pieceLength, columns: c.attentionWidth)
        gate = try FloatMatrix(rows: pieceLength, columns: c.feedForwardWidth)
        up = try FloatMatrix(rows: pieceLength, columns: c.feedForwardWidth)
    }

    /// Cuts positions into pieces.
    func pieces(_ positions: Range<Int>) -> [Range<Int>] {
        stride(from: positions.lowerBound, to: positions.upperBound, by: pieceLength).map {
            $0..<min($0 + pieceLength, positions.upperBound)
        }
    }

    /// Runs one layer over one piece, in place.
    ///
    /// - Throws: `EngineError.cancelled`, `.outOfMemory`.
    func run(_ piece: LayerPiece, _ instruments: RunInstruments) throws(EngineError) {
        assert(piece.positions.count <= pieceLength && piece.residual.rows == piece.positions.count)
        let layer = piece.layer
        try rotary.extend(to: piece.positions.upperBound)
        instruments.emit(.residualPre(layer: layer), piece.positions, piece.residual)
        try attend(piece, instruments)
        instruments.emit(.residualMid(layer: layer), piece.positions, piece.residual)
        try feedForward(piece, instruments)
        instruments.emit(.residualPost(layer: layer), piece.positions, piece.residual)
    }

    private func attend(
        _ piece: LayerPiece, _ instruments: RunInstruments
    ) throws(EngineError) {
        let (layer, positions) = (piece.layer, piece.positions)
        let weights = model.weights.layers[layer]
        let rows = 0..<positions.count
        let (normed, queries, outputs) = (normed.rows(rows), queries.rows(rows), outputs.rows(rows))
        arithmetic.rootMeanSquareNorm(
            piece.residual, weight: weights.attentionNorm, epsilon: configuration.normEpsilon,
            into: normed)
        arithmetic.multiply(normed, weights.query, into: queries)
        rotate(queries, positions)
        if !piece.keysAreKnown { project(normed, weights, piece) }
        instruments.emit(
            .rotatedQuery(layer: layer), positions, queries, heads: configuration.heads)
        instruments.emit(
            .rotatedKey(layer: layer), positions, piece.keys.rows(positions),
            heads: configuration.keyValueHeads)
        instruments.emit(
            .value(layer: layer), positions, piece.values.rows(positions),
            heads: configuration.keyValueHeads)
        try instruments.cancellation?.check()
        let call = AttentionCall(
            queries: queries, keys: piece.keys, values: piece.values, outputs: outputs,
            positions: positions)
        try instruments.attend(layer: layer, call, attention)
        instruments.plan.apply(layer: layer, positions: positions, outputs: outputs)
        instruments.emit(.headOutput(layer: layer), positions, outputs, heads: configuration.heads)
        try instruments.cancellation?.check()
        addProduct(
            outputs, weights.attentionOutput, to: piece, as: .attentionOutput(layer: layer),
            instruments)
    }

    private func project(_ normed: FloatMatrix, _ weights: LayerWeights, _ piece: LayerPiece) {
        let keys = piece.keys.rows(piece.positions)
        arithmetic.multiply(normed, weights.key, into: keys)
        rotate(keys, piece.positions)
        arithmetic.multiply(normed, weights.value, into: piece.values.rows(piece.positions))
    }

    private func rotate(_ heads: FloatMatrix, _ positions: Range<Int>) {
        arithmetic.rotate(
            heads, headDimension: configuration.headDimension, positions: positions, table: rotary)
    }

    private func feedForward(
        _ piece: LayerPiece, _ instruments: RunInstruments
    ) throws(EngineError) {
        let weights = model.weights.layers[piece.layer]
        let rows = 0..<piece.positions.count
        let (normed, gate, up) = (normed.rows(rows), gate.rows(rows), up.rows(rows))
        arithmetic.rootMeanSquareNorm(
            piece.residual, weight: weights.feedForwardNorm, epsilon: configuration.normEpsilon,
            into: normed)
        arithmetic.multiply(normed, weights.gate, into: gate)
        try instruments.cancellation?.check()
        arithmetic.multiply(normed, weights.up, into: up)
        arithmetic.gateWithSilu(gate, up)
        instruments.emit(.feedForwardHidden(layer: piece.layer), piece.positions, gate)
        try instruments.cancellation?.check()
        addProduct(
            gate, weights.down, to: piece, as: .feedForwardOutput(layer: piece.layer), instruments)
    }

    /// Adds a block's output to the residual stream, by way of its own matrix where it is watched.
    private func addProduct(
        _ x: FloatMatrix, _ weights: WeightMatrix, to piece: LayerPiece, as hook: HookPoint,
        _ instruments: RunInstruments
    ) {
        guard instruments.watches(hook) else {
            return arithmetic.multiplyAdd(x, weights, into: piece.residual)
        }
        let product = normed.rows(0..<x.rows)
        arithmetic.multiply(x, weights, into: product)
        instruments.emit(hook, piece.positions, product)
        arithmetic.add(product, to: piece.residual)
    }
}
