/// How much of an untouched run is kept.
struct BaselineMemory: Equatable {
    /// Logits are kept up to this many bytes.
    private static let mostLogitBytes = 64 << 20

    /// The residual stream entering every `layerStep`-th layer is kept, from layer 0 on.
    let layerStep: Int
    /// Whether the heads' outputs of every layer are kept.
    let keepsHeadOutputs: Bool
    let keepsLogits: Bool

    /// The densest keeping that fits into `limit` bytes beside keys and values, which are always
    /// kept; the sparsest keeps the embedding alone.
    ///
    /// - Parameter keeping: what is kept if it fits.
    init(
        _ configuration: ModelConfiguration, tokens: Int, limit: Int, keeping: Set<BaselineExtra>
    ) {
        let stream = tokens * configuration.width * 4
        let keys = tokens * configuration.keyWidth * 8 * configuration.layers
        let forStreams = max(0, limit - keys - 2 * stream)
        let layers = configuration.layers
        let affordable = stream == 0 ? layers : min(layers, max(1, forStreams / stream))
        layerStep = (layers + affordable - 1) / affordable
        let kept = (layers + layerStep - 1) / layerStep
        let outputs = tokens * configuration.attentionWidth * 4 * layers
        var rest = forStreams - kept * stream
        keepsHeadOutputs = keeping.contains(.headOutputs) && layerStep == 1 && outputs <= rest
        if keepsHeadOutputs { rest -= outputs }
        let logits = tokens * configuration.vocabulary * 4
        keepsLogits = keeping.contains(.logits) && logits <= min(rest, Self.mostLogitBytes)
    }
}

/// What an untouched run keeps beside residual streams, keys and values, as far as it fits into
/// memory.
public enum BaselineExtra: Sendable, Hashable {
    /// The logits of every position of a text for which they take at most 64 MiB: the effects on
    /// its tokens are then computed faster.
    case logits
    /// Every head's output at every position, `layers` × `heads` × `headDimension` × 4 bytes a
    /// token: the first layer that an intervention touches is then computed faster.
    case headOutputs
}

extension BaselineRun {
    /// Bytes that an untouched run keeps for each token if its memory limit allows all of it: tells
    /// how many texts can be kept at once.
    public static func bytesPerToken(
        _ configuration: ModelConfiguration, keeping: Set<BaselineExtra>
    ) -> Int {
        let c = configuration
        let outputs = keeping.contains(.headOutputs) ? c.attentionWidth : 0
        let logits = keeping.contains(.logits) ? c.vocabulary : 0
        return 4 * (c.layers * (c.width + 2 * c.keyWidth + outputs) + c.width + logits)
    }
}
