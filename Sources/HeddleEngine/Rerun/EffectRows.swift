/// What interventions do to the predictions of consecutive tokens.
public struct EffectRows: Sendable {
    /// The tokens; token `t` is predicted by the query `t - 1`.
    public let targets: Range<Int>
    /// Natural log-probability of each token in the untouched run.
    public let logprobs: [Float]
    /// The same under the interventions.
    public let ablatedLogprobs: [Float]
    /// KL(original ‖ ablated) of the distributions that predict each token, in nats.
    public let divergences: [Float]
    /// What the model predicts under the interventions.
    public let ablated: [Prediction]
}
