/// The weights of one transformer layer; matrices are `[output][input]`.
struct LayerWeights: Sendable {
    let attentionNorm: [Float]
    let query: WeightMatrix
    let key: WeightMatrix
    let value: WeightMatrix
    let attentionOutput: WeightMatrix
    let feedForwardNorm: [Float]
    let gate: WeightMatrix
    let up: WeightMatrix
    let down: WeightMatrix

    var matrices: [WeightMatrix] { [query, key, value, attentionOutput, gate, up, down] }
    var normCount: Int { attentionNorm.count + feedForwardNorm.count }
}

/// All weights of a model, in place in their mapped files; norm weights are widened to float32.
struct ModelWeights: Sendable {
    let embedding: WeightMatrix
    let layers: [LayerWeights]
    let finalNorm: [Float]
    let unembedding: WeightMatrix
    private let unembeddingIsOwn: Bool

    /// Finds every tensor that the configuration asks for and checks its shape.
    ///
    /// - Throws: `EngineError.missingTensor`, `.tensorShape` or `.unsupported`.
    init(
        _ directory: WeightDirectory, names: TensorNames, configuration: ModelConfiguration
    ) throws(EngineError) {
        let c = configuration
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(EngineError)
            -> WeightMatrix
        {
            try WeightMatrix(try directory.tensor(name), rows: rows, columns: columns)
        }
        embedding = try matrix(names.embedding, c.vocabulary, c.width)
        var layers: [LayerWeights] = []
        for layer in 0..<c.layers {
            func name(_ part: KeyPath<TensorNames, String>) -> String {
                names.inLayer(layer, names[keyPath: part])
            }
            layers.append(
                LayerWeights(
                    attentionNorm: try directory.tensor(name(\.attentionNorm))
                        .vector(count: c.width),
                    query: try matrix(name(\.query), c.attentionWidth, c.width),
                    key: try matrix(name(\.key), c.keyWidth, c.width),
                    value: try matrix(name(\.value), c.keyWidth, c.width),
                    attentionOutput: try matrix(name(\.attentionOutput), c.width, c.attentionWidth),
                    feedForwardNorm: try directory.tensor(name(\.feedForwardNorm))
                        .vector(count: c.width),
                    gate: try matrix(name(\.gate), c.feedForwardWidth, c.width),
                    up: try matrix(name(\.up), c.feedForwardWidth, c.width),
                    down: try matrix(name(\.down), c.width, c.feedForwardWidth)))
        }
        self.layers = layers
        finalNorm = try directory.tensor(names.finalNorm).vector(count: c.width)
        unembeddingIsOwn = !c.tiedEmbeddings
        unembedding =
            unembeddingIsOwn ? try matrix(names.unembedding, c.vocabulary, c.width) : embedding
    }

    private var matrices: [WeightMatrix] {
        [embedding] + layers.flatMap(\.matrices) + (unembeddingIsOwn ? [unembedding] : [])
    }

    var types: Set<WeightType> { Set(matrices.map(\.type)) }

    var parameterCount: Int {
        let norms = layers.reduce(finalNorm.count) { $0 + $1.normCount }
        return matrices.reduce(norms) { $0 + $1.rows * $1.columns }
    }
}
