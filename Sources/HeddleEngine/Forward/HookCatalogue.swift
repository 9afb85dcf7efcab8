extension ModelConfiguration {
    /// The hook points that the model has, in the order in which a run passes them.
    public var hooks: [HookPoint] {
        let start: [HookPoint] = [.embedding, .positionEmbedding]
        let inLayers = (0..<layers).flatMap(HookPoint.ofLayer)
        return (start + inLayers + [.finalNormalized, .logits]).filter {
            $0.absence(in: self) == nil
        }
    }
}

extension HookPoint {
    static func ofLayer(_ layer: Int) -> [HookPoint] {
        [
            .residualPre(layer: layer), .attentionNormalized(layer: layer), .query(layer: layer),
            .key(layer: layer), .rotatedQuery(layer: layer), .rotatedKey(layer: layer),
            .value(layer: layer), .attentionScores(layer: layer), .pattern(layer: layer),
            .headOutput(layer: layer), .headResult(layer: layer), .attentionOutput(layer: layer),
            .residualMid(layer: layer), .feedForwardNormalized(layer: layer),
            .feedForwardHidden(layer: layer), .feedForwardOutput(layer: layer),
            .residualPost(layer: layer),
        ]
    }

    /// Extents of the values of `positions` positions, of which the last sees `keys` keys.
    public func shape(_ c: ModelConfiguration, positions: Int, keys: Int) -> [Int] {
        switch self {
        case .embedding, .positionEmbedding, .residualPre, .residualMid, .residualPost,
            .attentionNormalized, .feedForwardNormalized, .attentionOutput, .feedForwardOutput,
            .finalNormalized:
            [positions, c.width]
        case .query, .rotatedQuery, .headOutput: [positions, c.heads, c.headDimension]
        case .key, .rotatedKey, .value: [positions, c.keyValueHeads, c.headDimension]
        case .pattern, .attentionScores: [c.heads, positions, keys]
        case .headResult: [positions, c.heads, c.width]
        case .feedForwardHidden: [positions, c.feedForwardWidth]
        case .logits: [positions, c.vocabulary]
        }
    }

    /// Why a model does not have it; nil where it does.
    func absence(in configuration: ModelConfiguration) -> String? {
        switch self {
        case .positionEmbedding where configuration.learnedPositions == nil:
            return "this model rotates queries and keys and adds no positions"
        case .residualMid where configuration.parallelBlocks:
            return "the attention and feed-forward blocks of this model run side by side"
        case .rotatedQuery(let layer), .rotatedKey(let layer):
            guard (0..<configuration.layers).contains(layer) else { break }
            return configuration.layerAttention[layer].rotary == nil
                ? "this layer does not rotate queries and keys" : nil
        default: break
        }
        if let layer, !(0..<configuration.layers).contains(layer) {
            return "the model has layers 0-\(configuration.layers - 1)"
        }
        return nil
    }

    /// - Throws: `EngineError.noSuchHook` where the model does not have it.
    func check(_ configuration: ModelConfiguration) throws(EngineError) {
        guard let reason = absence(in: configuration) else { return }
        throw .noSuchHook(
            name: name, reason: reason, near: HookSelection.near(name, configuration.hooks))
    }
}
