/// The order in which the effects on tokens are computed: those asked for first, then the rest.
struct EffectOrder: Equatable {
    let targets: Range<Int>
    let priority: Range<Int>?

    /// Ranges that together are the targets, none longer than `length`.
    func blocks(of length: Int) -> [Range<Int>] {
        guard let first = priority?.clamped(to: targets), !first.isEmpty else {
            return Self.cut(targets, length)
        }
        return Self.cut(first, length) + Self.cut(targets.lowerBound..<first.lowerBound, length)
            + Self.cut(first.upperBound..<targets.upperBound, length)
    }

    private static func cut(_ range: Range<Int>, _ length: Int) -> [Range<Int>] {
        stride(from: range.lowerBound, to: range.upperBound, by: length).map {
            $0..<min($0 + length, range.upperBound)
        }
    }
}

extension BaselineRun {
    /// Compares predictions with those of the untouched run, block by block.
    ///
    /// - Parameter stream: the final residual stream under the interventions, from `start` on.
    func streamEffects(
        _ order: EffectOrder, _ stream: FloatMatrix, start: Int, topCount: Int,
        _ instruments: RunInstruments, _ onEffects: (EffectRows) -> Void
    ) throws(EngineError) {
        let ablatedBlock = try unembedder.makeBlock()
        let originalBlock = logits == nil ? try unembedder.makeBlock() : nil
        for targets in order.blocks(of: unembedder.blockLength) {
            try instruments.cancellation?.check()
            let queries = Array(targets.lowerBound - 1..<targets.upperBound - 1)
            let ablated = unembedder.logits(
                of: queries[...], residual: stream, start: start, into: ablatedBlock)
            let original = originalLogits(of: queries, block: originalBlock)
            let rows = compare(targets, original, ablated, topCount: topCount)
            for (target, prediction) in zip(targets, rows.ablated) {
                instruments.adopt(prediction, target: target)
            }
            onEffects(rows)
        }
    }

    private func originalLogits(of queries: [Int], block: FloatMatrix?) -> FloatMatrix {
        if let block {
            return unembedder.logits(
                of: queries[...], residual: finalStream, start: 0, into: block)
        }
        guard let logits, let first = queries.first, let last = queries.last else {
            return finalStream.rows(0..<0)
        }
        return logits.rows(first..<last + 1)
    }

    private func compare(
        _ targets: Range<Int>, _ original: FloatMatrix, _ ablated: FloatMatrix, topCount: Int
    ) -> EffectRows {
        let count = targets.count
        var logprobs = [Float](repeating: 0, count: count)
        var divergences = logprobs
        var predictions = [Prediction?](repeating: nil, count: count)
        logprobs.withUnsafeMutableBufferPointer { logprobs in
            divergences.withUnsafeMutableBufferPointer { divergences in
                predictions.withUnsafeMutableBufferPointer { predictions in
                    pool.run(chunks: count) { row, _ in
                        let target = targets.lowerBound + row
                        let id = tokens[target]
                        logprobs[row] =
                            knownLogprob(target)
                            ?? LogitStatistics.prediction(
                                of: original, row: row, target: id, topCount: 0
                            ).logprob
                        divergences[row] = Float(
                            LogitStatistics.divergence(original, row: row, ablated, row: row))
                        predictions[row] = LogitStatistics.prediction(
                            of: ablated, row: row, target: id, topCount: topCount)
                    }
                }
            }
        }
        let ablatedPredictions = predictions.compactMap { $0 }
        return EffectRows(
            targets: targets, logprobs: logprobs,
            ablatedLogprobs: ablatedPredictions.map(\.logprob), divergences: divergences,
            ablated: ablatedPredictions)
    }

    private func knownLogprob(_ target: Int) -> Float? {
        result.predictions.isEmpty ? nil : result.predictions[target]?.logprob
    }
}
