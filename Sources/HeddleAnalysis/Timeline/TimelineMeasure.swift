/// What the timeline's curve shows of each token.
public enum TimelineMeasure: String, CaseIterable, Hashable, Sendable, Codable {
    /// Entropy of the prediction, nats.
    case entropy
    /// Negative log-probability of the token, nats.
    case surprise
    /// Size of the change of the log-probability under the mask, nats.
    case change

    /// The measure `[token]` from the predictions and effects of a trace; nil where there is none.
    public func values(predictions: [Prediction?], effects: [TokenEffect?]) -> [Float?] {
        switch self {
        case .entropy: predictions.map { $0?.entropy }
        case .surprise: predictions.map { $0.map { -$0.logprob } }
        case .change: effects.map { $0.map { abs($0.change) } }
        }
    }
}
