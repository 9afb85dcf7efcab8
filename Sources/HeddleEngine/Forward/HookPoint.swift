/// A place in the forward pass that an observer can watch, named as in TransformerLens.
///
/// Values are those after interventions. Shapes are for `n` positions.
public enum HookPoint: Hashable, Sendable {
    /// `hook_embed`, `[n][width]`: scaled where the model scales embeddings, without learned
    /// positions.
    case embedding
    /// `hook_pos_embed`, learned positions, `[n][width]`; refused in models that rotate positions.
    case positionEmbedding
    /// `blocks.L.hook_resid_pre`, `[n][width]`.
    case residualPre(layer: Int)
    /// `blocks.L.hook_resid_mid`, after attention, `[n][width]`; asking for it is refused in models
    /// whose blocks run side by side.
    case residualMid(layer: Int)
    /// `blocks.L.hook_resid_post`, `[n][width]`.
    case residualPost(layer: Int)
    /// `blocks.L.ln1.hook_normalized`, what enters attention before the norm's own weights,
    /// `[n][width]`.
    case attentionNormalized(layer: Int)
    /// `blocks.L.ln2.hook_normalized`, likewise what enters the feed-forward block.
    case feedForwardNormalized(layer: Int)
    /// `blocks.L.attn.hook_q`, queries before norm and rotation, `[n][heads][headDimension]`.
    case query(layer: Int)
    /// `blocks.L.attn.hook_k`, keys likewise, `[n][keyValueHeads][headDimension]`.
    case key(layer: Int)
    /// `blocks.L.attn.hook_rot_q`, queries after norm and rotation where the model has them,
    /// `[n][heads][headDimension]`.
    case rotatedQuery(layer: Int)
    /// `blocks.L.attn.hook_rot_k`, keys likewise, `[n][keyValueHeads][headDimension]`.
    case rotatedKey(layer: Int)
    /// `blocks.L.attn.hook_v`, values, `[n][keyValueHeads][headDimension]`.
    case value(layer: Int)
    /// `blocks.L.attn.hook_attn_scores`, what the softmax is taken of, `[heads][n][keys]` as
    /// patterns; minus infinity after the query and before its window.
    case attentionScores(layer: Int)
    /// `blocks.L.attn.hook_pattern`, attention weights, `[heads][n][keys]`, zero after the query
    /// and before its window; `keys` is the number of positions up to the last of the `n`.
    case pattern(layer: Int)
    /// `blocks.L.attn.hook_z`, outputs of the heads before the output projection,
    /// `[n][heads][headDimension]`.
    case headOutput(layer: Int)
    /// `blocks.L.attn.hook_result`, what each head's output becomes by its part of the output
    /// projection, without bias and before any norm of the block's output, `[n][heads][width]`.
    case headResult(layer: Int)
    /// `blocks.L.hook_attn_out`, `[n][width]`: what is added to the residual stream, after the
    /// block's own norm where it has one.
    case attentionOutput(layer: Int)
    /// `blocks.L.mlp.hook_post`, the hidden units of the feed-forward block,
    /// `[n][feedForwardWidth]`.
    case feedForwardHidden(layer: Int)
    /// `blocks.L.hook_mlp_out`, `[n][width]`, likewise.
    case feedForwardOutput(layer: Int)
    /// `ln_final.hook_normalized`, before the norm's own weights, `[n][width]`.
    case finalNormalized
    /// `unembed.hook_out`, the logits, `[n][vocabulary]`.
    case logits

    /// Reads a TransformerLens name; nil for a name that the engine has no hook for.
    public init?(name: String) {
        switch name {
        case "hook_embed": self = .embedding
        case "hook_pos_embed": self = .positionEmbedding
        case "ln_final.hook_normalized": self = .finalNormalized
        case "unembed.hook_out": self = .logits
        default:
            let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == "blocks", let layer = Int(parts[1]), layer >= 0,
                let hook = Self.inLayer(layer, String(parts[2]))
            else { return nil }
            self = hook
        }
    }

    private static func inLayer(_ layer: Int, _ name: String) -> HookPoint? {
        switch name {
        case "hook_resid_pre": .residualPre(layer: layer)
        case "hook_resid_mid": .residualMid(layer: layer)
        case "hook_resid_post": .residualPost(layer: layer)
        case "ln1.hook_normalized": .attentionNormalized(layer: layer)
        case "ln2.hook_normalized": .feedForwardNormalized(layer: layer)
        case "attn.hook_q": .query(layer: layer)
        case "attn.hook_k": .key(layer: layer)
        case "attn.hook_attn_scores": .attentionScores(layer: layer)
        case "attn.hook_result": .headResult(layer: layer)
        case "attn.hook_rot_q": .rotatedQuery(layer: layer)
        case "attn.hook_rot_k": .rotatedKey(layer: layer)
        case "attn.hook_v": .value(layer: layer)
        case "attn.hook_pattern": .pattern(layer: layer)
        case "attn.hook_z": .headOutput(layer: layer)
        case "hook_attn_out": .attentionOutput(layer: layer)
        case "mlp.hook_post": .feedForwardHidden(layer: layer)
        case "hook_mlp_out": .feedForwardOutput(layer: layer)
        default: nil
        }
    }

    /// The TransformerLens name, such as `blocks.3.attn.hook_z`.
    public var name: String {
        switch self {
        case .embedding: "hook_embed"
        case .positionEmbedding: "hook_pos_embed"
        case .residualPre(let layer): "blocks.\(layer).hook_resid_pre"
        case .residualMid(let layer): "blocks.\(layer).hook_resid_mid"
        case .residualPost(let layer): "blocks.\(layer).hook_resid_post"
        case .attentionNormalized(let layer): "blocks.\(layer).ln1.hook_normalized"
        case .feedForwardNormalized(let layer): "blocks.\(layer).ln2.hook_normalized"
        case .query(let layer): "blocks.\(layer).attn.hook_q"
        case .key(let layer): "blocks.\(layer).attn.hook_k"
        case .attentionScores(let layer): "blocks.\(layer).attn.hook_attn_scores"
        case .headResult(let layer): "blocks.\(layer).attn.hook_result"
        case .rotatedQuery(let layer): "blocks.\(layer).attn.hook_rot_q"
        case .rotatedKey(let layer): "blocks.\(layer).attn.hook_rot_k"
        case .value(let layer): "blocks.\(layer).attn.hook_v"
        case .pattern(let layer): "blocks.\(layer).attn.hook_pattern"
        case .headOutput(let layer): "blocks.\(layer).attn.hook_z"
        case .attentionOutput(let layer): "blocks.\(layer).hook_attn_out"
        case .feedForwardHidden(let layer): "blocks.\(layer).mlp.hook_post"
        case .feedForwardOutput(let layer): "blocks.\(layer).hook_mlp_out"
        case .finalNormalized: "ln_final.hook_normalized"
        case .logits: "unembed.hook_out"
        }
    }

    /// The layer that the hook is in; nil for those outside the layers.
    public var layer: Int? {
        switch self {
        case .embedding, .positionEmbedding, .finalNormalized, .logits: nil
        case .residualPre(let layer), .residualMid(let layer), .residualPost(let layer),
            .rotatedQuery(let layer), .rotatedKey(let layer), .value(let layer),
            .pattern(let layer), .headOutput(let layer), .attentionOutput(let layer),
            .feedForwardHidden(let layer), .feedForwardOutput(let layer),
            .attentionNormalized(let layer), .feedForwardNormalized(let layer),
            .query(let layer), .key(let layer), .attentionScores(let layer),
            .headResult(let layer):
            layer
        }
    }
}

/// Numbers that an observer is handed: its own copy, to keep or to drop.
public struct HookTensor: Sendable, Equatable {
    /// Extents, outermost first, as `HookPoint` says of each hook.
    public let shape: [Int]
    /// The numbers, last index fastest.
    public let values: [Float]

    init(shape: [Int], values: [Float]) {
        assert(shape.reduce(1, *) == values.count)
        self.shape = shape
        self.values = values
    }
}

/// Is handed a hook point, the positions that a piece of the run covers, and the values there.
///
/// A long run comes in several pieces, in order of positions within a layer.
public typealias Observer = (HookPoint, Range<Int>, HookTensor) -> Void
