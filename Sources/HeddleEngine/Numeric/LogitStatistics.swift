import CKernels

/// What a row of logits says, under softmax at temperature 1.
enum LogitStatistics {
    /// - Parameter target: the token whose probability and rank are wanted.
    static func prediction(
        of logits: FloatMatrix, row: Int, target: Int32, topCount: Int
    ) -> Prediction {
        let start = logits.row(row)
        var statistics = ck_logit_stats_out()
        ck_logit_stats(start, logits.columns, target, &statistics)
        let top = mostProbable(
            start, count: logits.columns, wanted: topCount,
            logSumExp: statistics.log_sum_exp)
        return Prediction(
            logprob: Float(statistics.target_log_prob), entropy: Float(statistics.entropy),
            rank: Int(statistics.target_rank), top: top)
    }

    /// Natural log-probability of a token.
    static func logprob(of logits: FloatMatrix, row: Int, target: Int32) -> Float {
        var statistics = ck_logit_stats_out()
        ck_logit_stats(logits.row(row), logits.columns, target, &statistics)
        return Float(statistics.target_log_prob)
    }

    /// The token with the largest logit, the first of several.
    static func mostProbable(of logits: FloatMatrix, row: Int) -> Int32 {
        mostProbable(logits.row(row), count: logits.columns, wanted: 1, logSumExp: 0).first?.id ?? 0
    }

    /// A prediction from logits in an array.
    static func prediction(of logits: [Float], target: Int32, topCount: Int) -> Prediction {
        var statistics = ck_logit_stats_out()
        ck_logit_stats(logits, logits.count, target, &statistics)
        let top = logits.withUnsafeBufferPointer { buffer -> [Alternative] in
            guard let start = buffer.baseAddress else { return [] }
            return mostProbable(
                start, count: buffer.count, wanted: topCount, logSumExp: statistics.log_sum_exp)
        }
        return Prediction(
            logprob: Float(statistics.target_log_prob), entropy: Float(statistics.entropy),
            rank: Int(statistics.target_rank), top: top)
    }

    /// KL(first ‖ second) of two rows, in nats.
    static func divergence(
        _ first: FloatMatrix, row firstRow: Int, _ second: FloatMatrix, row secondRow: Int
    ) -> Double {
        assert(first.columns == second.columns)
        return ck_kl(first.row(firstRow), second.row(secondRow), first.columns)
    }

    private static func mostProbable(
        _ logits: UnsafePointer<Float>, count: Int, wanted: Int, logSumExp: Double
    ) -> [Alternative] {
        let capacity = max(0, min(wanted, count))
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: capacity + 1) { ids in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity + 1) { values in
                guard let idStart = ids.baseAddress, let valueStart = values.baseAddress else {
                    return []
                }
                let found = ck_top_k(logits, count, capacity, idStart, valueStart)
                return (0..<Int(found)).map {
                    Alternative(id: ids[$0], logprob: Float(Double(values[$0]) - logSumExp))
                }
            }
        }
    }
}
