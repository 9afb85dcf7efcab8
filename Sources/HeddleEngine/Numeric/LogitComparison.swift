import CKernels

/// Compares rows of logits `[vocabulary]` as distributions under softmax at temperature 1.
public enum LogitComparison {
    /// Natural logarithm of the probability of a token.
    public static func logprob(of token: Int32, in logits: [Float]) -> Float {
        var statistics = ck_logit_stats_out()
        ck_logit_stats(logits, logits.count, token, &statistics)
        return Float(statistics.target_log_prob)
    }

    /// KL(first ‖ second), nats.
    ///
    /// - Precondition: both rows have the same length.
    public static func divergence(_ first: [Float], _ second: [Float]) -> Double {
        precondition(first.count == second.count, "rows of one vocabulary")
        return ck_kl(first, second, first.count)
    }
}
