/// What the timeline's curve shows of each token.
public enum TimelineMeasure: String, CaseIterable, Hashable, Sendable, Codable {
    /// Entropy of the prediction, nats.
    case entropy
    /// Negative log-probability of the token, nats.
    case surprise
    /// Size of the change of the log-probability under the mask, nats.
    case change
    /// Layers after which the token is decided, over all layers, 0...1.
    case decided
    /// What later sentences' receiver heads look back at, over the most received, 0...1.
    case received

    /// The measure `[token]` from the predictions and effects of a trace; nil where there is none.
    /// `decided` comes from `LensDepths`, `received` from `BroadcastSentences`.
    public func values(predictions: [Prediction?], effects: [TokenEffect?]) -> [Float?] {
        switch self {
        case .entropy: predictions.map { $0?.entropy }
        case .surprise: predictions.map { $0.map { -$0.logprob } }
        case .change: effects.map { $0.map { abs($0.change) } }
        case .decided, .received: []
        }
    }
}
