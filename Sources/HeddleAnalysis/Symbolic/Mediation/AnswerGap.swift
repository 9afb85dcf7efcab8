/// How far a run prefers one answer to another, and what a patch does to it: the score of a causal
/// mediation is `(logit(target) − logit(answer))` patched less the same untouched (Yang et al. 2025,
/// 2502.20332; answer is the right one in the untouched context).
public struct AnswerGap: Hashable, Sendable {
    /// `logit(target) − logit(answer)`.
    public var logits: Double

    public init(target: Float, answer: Float) { logits = Double(target) - Double(answer) }

    /// How far this run, patched, lies nearer to the target than the untouched one; in logits.
    public func score(over untouched: AnswerGap) -> Double { logits - untouched.logits }
}
