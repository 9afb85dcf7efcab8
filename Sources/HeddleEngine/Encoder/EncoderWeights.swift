/// `y = x · weightᵀ + bias`.
struct BiasedProjection: Sendable {
    /// `[output][input]`
    let weight: WeightMatrix
    /// `[output]`
    let bias: [Float]
}

/// Scale and shift of a layer normalisation.
struct LayerNormWeights: Sendable {
    let weight: [Float]
    let bias: [Float]
}

/// The weights of one encoder layer.
struct EncoderLayerWeights: Sendable {
    let query: BiasedProjection
    let key: BiasedProjection
    let value: BiasedProjection
    let attentionOutput: BiasedProjection
    let attentionNorm: LayerNormWeights
    let up: BiasedProjection
    let down: BiasedProjection
    let feedForwardNorm: LayerNormWeights
}

/// All weights of an encoder, matrices in place in their mapped files; biases and norms are
/// widened to float32.
struct EncoderWeights: Sendable {
    /// `[token][width]`
    let words: WeightMatrix
    /// `[position][width]`
    let positions: WeightMatrix
    /// `[type][width]`
    let tokenTypes: WeightMatrix
    let embeddingNorm: LayerNormWeights
    let layers: [EncoderLayerWeights]

    /// Finds every tensor that the configuration asks for and checks its shape.
    ///
    /// - Throws: `EngineError.missingTensor`, `.tensorShape` or `.unsupported`.
    init(
        _ directory: WeightDirectory, configuration c: EncoderConfiguration
    ) throws(EngineError) {
        let tensors = EncoderTensors(directory)
        words = try tensors.matrix("embeddings.word_embeddings.weight", c.vocabulary, c.width)
        positions = try tensors.matrix(
            "embeddings.position_embeddings.weight", c.positions, c.width)
        tokenTypes = try tensors.matrix(
            "embeddings.token_type_embeddings.weight", c.tokenTypes, c.width)
        embeddingNorm = try tensors.norm("embeddings.LayerNorm", c.width)
        var layers: [EncoderLayerWeights] = []
        for layer in 0..<c.layers {
            let name = "encoder.layer.\(layer)."
            let attention = name + "attention."
            layers.append(
                EncoderLayerWeights(
                    query: try tensors.projection(attention + "self.query", c.width, c.width),
                    key: try tensors.projection(attention + "self.key", c.width, c.width),
                    value: try tensors.projection(attention + "self.value", c.width, c.width),
                    attentionOutput: try tensors.projection(
                        attention + "output.dense", c.width, c.width),
                    attentionNorm: try tensors.norm(attention + "output.LayerNorm", c.width),
                    up: try tensors.projection(
                        name + "intermediate.dense", c.feedForwardWidth, c.width),
                    down: try tensors.projection(
                        name + "output.dense", c.width, c.feedForwardWidth),
                    feedForwardNorm: try tensors.norm(name + "output.LayerNorm", c.width)))
        }
        self.layers = layers
    }
}

/// Tensors by BERT's names, which files of models with a head of their own put after `bert.`.
private struct EncoderTensors {
    private let directory: WeightDirectory
    private let prefix: String

    init(_ directory: WeightDirectory) {
        self.directory = directory
        prefix = directory.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
    }

    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(EngineError) -> WeightMatrix {
        try WeightMatrix(try directory.tensor(prefix + name), rows: rows, columns: columns)
    }

    func projection(
        _ name: String, _ outputs: Int, _ inputs: Int
    ) throws(EngineError) -> BiasedProjection {
        BiasedProjection(
            weight: try matrix(name + ".weight", outputs, inputs),
            bias: try vector(name + ".bias", outputs))
    }

    func norm(_ name: String, _ width: Int) throws(EngineError) -> LayerNormWeights {
        LayerNormWeights(
            weight: try vector(name + ".weight", width), bias: try vector(name + ".bias", width))
    }

    private func vector(_ name: String, _ count: Int) throws(EngineError) -> [Float] {
        try directory.tensor(prefix + name).vector(count: count)
    }
}
