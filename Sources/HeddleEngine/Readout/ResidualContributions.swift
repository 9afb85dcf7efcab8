/// What each part of a model adds to the residual stream at one query of an untouched run. All
/// vectors are `[width]` and add up to `residual`, but for rounding.
///
/// Where a block's output passes a norm of its own before it is added (Gemma 2 and 3), the norm's
/// scale is that of the untouched run, so that the heads' parts still add up.
public struct ResidualContributions: Sendable, Equatable {
    public let query: Int
    /// The token's embedding as it enters the first layer, learned positions included.
    public let embedding: [Float]
    /// `[layer][head]`: the head's output through its columns of the output projection.
    public let heads: [[[Float]]]
    /// `[layer]`: what attention adds whatever the heads say, the biases of the output projection
    /// and of the block's norm; nil without either.
    public let attentionBiases: [[Float]?]
    /// `[layer]`: the feed-forward block's output, its bias included.
    public let feedForward: [[Float]]
    /// What leaves the last layer.
    public let residual: [Float]
}

extension BaselineRun {
    /// Takes the residual stream at one query apart. Memory: layers × (heads + 1) × `width` × 4
    /// bytes; cost: one position through the layers, and each output projection once for each head.
    ///
    /// - Throws: `EngineError.invalidRequest` for a query outside the text, `.outOfMemory`,
    ///   `.cancelled`.
    public func contributions(
        at query: Int, cancellation: Cancellation? = nil
    ) throws(EngineError) -> ResidualContributions {
        let layers = 0..<model.configuration.layers
        var seen: [HookPoint: [Float]] = [:]
        let hooks = layers.reduce(into: Set([HookPoint.residualPre(layer: 0)])) {
            $0.formUnion([.headOutput(layer: $1), .feedForwardOutput(layer: $1)])
        }
        let last = try watch(query..<query + 1, hooks: hooks, cancellation: cancellation) {
            seen[$0] = $2.values
        }
        var heads: [[[Float]]] = []
        var biases: [[Float]?] = []
        for layer in layers {
            try cancellation?.check()
            let parts = try attentionParts(seen[.headOutput(layer: layer)] ?? [], layer: layer)
            heads.append(parts.heads)
            biases.append(parts.bias)
        }
        return ResidualContributions(
            query: query, embedding: seen[.residualPre(layer: 0)] ?? [], heads: heads,
            attentionBiases: biases,
            feedForward: layers.map { seen[.feedForwardOutput(layer: $0)] ?? [] },
            residual: last.values(ofRow: 0))
    }

    /// - Parameter outputs: of all heads at the query, `[heads × headDimension]`.
    private func attentionParts(
        _ outputs: [Float], layer: Int
    ) throws(EngineError) -> (heads: [[Float]], bias: [Float]?) {
        let c = model.configuration
        let weights = model.weights.layers[layer]
        let output = Projection(parts: weights.attentionOutput.parts, bias: nil)
        // One row a head, the others' numbers zero: rounded as they are in the run itself.
        let rows = try FloatMatrix(rows: c.heads, columns: c.attentionWidth)
        for head in 0..<c.heads {
            let columns = HeadID(layer: layer, head: head).columns(c)
            rows.row(head).update(repeating: 0, count: c.attentionWidth)
            rows.put(outputs[columns], row: head, column: columns.lowerBound)
        }
        let product = try FloatMatrix(rows: c.heads, columns: c.width)
        runner.arithmetic.multiply(rows, output, into: product)
        let parts = (0..<c.heads).map { product.values(ofRow: $0) }
        let bias = weights.attentionOutput.bias
        guard let norm = weights.attentionOutputNorm else { return (parts, bias) }
        let whole = parts.reduce(bias ?? [Float](repeating: 0, count: c.width)) { sum, part in
            zip(sum, part).map { $0 + $1 }
        }
        let frozen = FrozenNorm(c.norm, norm, at: whole)
        return (parts.map(frozen.apply), add(bias.map(frozen.apply), norm.bias))
    }

    private func add(_ left: [Float]?, _ right: [Float]?) -> [Float]? {
        guard let left, let right else { return left ?? right }
        return zip(left, right).map { $0 + $1 }
    }
}
