/// How much of an untouched run is kept.
struct BaselineMemory: Equatable {
    /// Logits are kept up to this many bytes.
    private static let mostLogitBytes = 64 << 20

    /// The residual stream entering every `layerStep`-th layer is kept, from layer 0 on.
    let layerStep: Int
    let keepsLogits: Bool

    /// The densest keeping that fits into `limit` bytes beside keys and values, which are always
    /// kept; the sparsest keeps the embedding alone.
    init(_ configuration: ModelConfiguration, tokens: Int, limit: Int) {
        let stream = tokens * configuration.width * 4
        let keys = tokens * configuration.keyWidth * 8 * configuration.layers
        let forStreams = max(0, limit - keys - 2 * stream)
        let layers = configuration.layers
        let affordable = stream == 0 ? layers : min(layers, max(1, forStreams / stream))
        layerStep = (layers + affordable - 1) / affordable
        let kept = (layers + layerStep - 1) / layerStep
        let logits = tokens * configuration.vocabulary * 4
        keepsLogits = logits <= Self.mostLogitBytes && logits <= forStreams - kept * stream
    }
}
