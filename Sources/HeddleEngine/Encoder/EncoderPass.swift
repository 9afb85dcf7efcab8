/// Texts on their way through an encoder together; owns the memory of what is computed on the way.
///
/// Their tokens are rows below each other, without padding: every step but attention and pooling
/// works on rows alone, so that many short texts share the reading of the weights. A text's
/// embedding has the same bits whichever texts it shares a pass with.
struct EncoderPass {
    private let model: EncoderModel
    private let arithmetic: Arithmetic
    private let attention: BidirectionalAttention
    /// `[token][width]`
    private let hidden: FloatMatrix
    private let queries: FloatMatrix
    private let keys: FloatMatrix
    private let values: FloatMatrix
    private let outputs: FloatMatrix
    /// `[token][feedForwardWidth]`
    private let inner: FloatMatrix

    /// - Parameters:
    ///   - tokens: the most tokens that all texts of a run have together.
    ///   - longest: the most tokens that one of them has.
    /// - Throws: `EngineError.outOfMemory`.
    init(
        _ model: EncoderModel, tokens: Int, longest: Int, pool: WorkerPool
    ) throws(EngineError) {
        let c = model.configuration
        self.model = model
        arithmetic = Arithmetic(pool: pool)
        attention = try BidirectionalAttention(c, longest: longest, pool: pool)
        hidden = try FloatMatrix(rows: tokens, columns: c.width)
        queries = try FloatMatrix(rows: tokens, columns: c.width)
        keys = try FloatMatrix(rows: tokens, columns: c.width)
        values = try FloatMatrix(rows: tokens, columns: c.width)
        outputs = try FloatMatrix(rows: tokens, columns: c.width)
        inner = try FloatMatrix(rows: tokens, columns: c.feedForwardWidth)
    }

    private init(_ whole: EncoderPass, tokens: Int) {
        model = whole.model
        arithmetic = whole.arithmetic
        attention = whole.attention
        hidden = whole.hidden.rows(0..<tokens)
        queries = whole.queries.rows(0..<tokens)
        keys = whole.keys.rows(0..<tokens)
        values = whole.values.rows(0..<tokens)
        outputs = whole.outputs.rows(0..<tokens)
        inner = whole.inner.rows(0..<tokens)
    }

    /// The last layer's states of every text as one vector of unit length, a text a row.
    func embed(_ texts: ArraySlice<[Int32]>, into embeddings: FloatMatrix) {
        assert(embeddings.rows == texts.count)
        let spans = Self.spans(texts)
        let pass = EncoderPass(self, tokens: spans.last?.upperBound ?? 0)
        pass.lookUp(texts.flatMap(\.self), spans)
        for layer in model.weights.layers { pass.run(layer, spans) }
        for (row, span) in spans.enumerated() {
            embeddings.put(
                arithmetic.normalized(pass.pooled(span))[...], row: row, column: 0)
        }
    }

    /// The rows of each text.
    private static func spans(_ texts: ArraySlice<[Int32]>) -> [Range<Int>] {
        var end = 0
        return texts.map { text in
            defer { end += text.count }
            return end..<end + text.count
        }
    }

    private func pooled(_ span: Range<Int>) -> [Float] {
        switch model.configuration.pooling {
        case .mean: arithmetic.meanRow(hidden.rows(span))
        case .firstToken: hidden.values(ofRow: span.lowerBound)
        }
    }

    /// Word, position and token type embeddings; all tokens are of type 0, a single sentence.
    private func lookUp(_ ids: [Int32], _ spans: [Range<Int>]) {
        let weights = model.weights
        let addend = outputs
        arithmetic.lookUp(ids[...], in: weights.words, into: hidden)
        let positions = spans.flatMap { 0..<Int32($0.count) }
        arithmetic.lookUp(positions[...], in: weights.positions, into: addend)
        arithmetic.add(addend, to: hidden)
        arithmetic.lookUp(
            [Int32](repeating: 0, count: ids.count)[...], in: weights.tokenTypes, into: addend)
        arithmetic.add(addend, to: hidden)
        normalize(weights.embeddingNorm)
    }

    private func run(_ layer: EncoderLayerWeights, _ spans: [Range<Int>]) {
        arithmetic.multiply(hidden, layer.query, into: queries)
        arithmetic.multiply(hidden, layer.key, into: keys)
        arithmetic.multiply(hidden, layer.value, into: values)
        attention.run(
            texts: spans, queries: queries, keys: keys, values: values, into: outputs)
        arithmetic.multiplyAdd(outputs, layer.attentionOutput, into: hidden)
        normalize(layer.attentionNorm)
        arithmetic.multiply(hidden, layer.up, into: inner)
        arithmetic.activate(inner, .gelu, times: nil)
        arithmetic.multiplyAdd(inner, layer.down, into: hidden)
        normalize(layer.feedForwardNorm)
    }

    private func normalize(_ weights: NormWeights) {
        let norm = Normalization(kind: .layerNorm, epsilon: model.configuration.normEpsilon)
        arithmetic.normalize(hidden, norm, weights, into: hidden)
    }
}
