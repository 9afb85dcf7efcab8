import HeddleAnalysis
import HeddleEngine

/// What the residual stream of a text that has been read says of its tokens; all heads on.
extension ScoredText {
    /// Direct logit attribution of a token.
    ///
    /// - Parameter against: the token that it is compared with; nil for the best other one.
    /// - Throws: `ExperimentError.noPrediction` for a token without one, `equalTokens`, and what the
    ///   engine throws.
    public func attribution(
        of target: Int, against: Int32? = nil, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> DirectAttribution {
        let token = try predicted(target)
        try TokenQuestion.check(against, besides: token, model)
        let best = predictions[target]?.top.first { $0.id != token }?.id
        guard let rival = against ?? best else {
            throw .noPrediction(target: target, tokens: tokens.count)
        }
        return try ExperimentError.attempt { () throws(EngineError) in
            try DirectAttributionRun.attribution(
                of: token, against: rival, baseline, at: target - 1, cancellation)
        }
    }

    /// What each layer says of a token. Half-steps are left out where the model has none.
    ///
    /// - Throws: `ExperimentError.noPrediction` for a token without one, and what the engine throws.
    public func lens(
        of target: Int, halfSteps: Bool = false, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> LensStrip {
        let token = try predicted(target)
        return try ExperimentError.attempt { () throws(EngineError) in
            LensStrip(
                position: TokenPosition(target: target),
                readings: try baseline.lens(
                    at: target - 1, actual: token,
                    halfSteps: halfSteps && !model.configuration.parallelBlocks, topCount: 1,
                    cancellation: cancellation))
        }
    }

    /// Blocks of queries for `decisions`, after each of which other work can go first.
    public var queryBlocks: [Range<Int>] { LogitLensRun.queryBlocks(of: tokens.count) }

    /// From which layer on the tokens that queries predict in the end are on top.
    ///
    /// - Throws: what the engine throws.
    public func decisions(
        of queries: Range<Int>, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> [LensDecision] {
        try ExperimentError.attempt { () throws(EngineError) in
            try baseline.decisions(of: queries, cancellation: cancellation)
        }
    }

    private func predicted(_ target: Int) throws(ExperimentError) -> Int32 {
        guard tokens.indices.contains(target), target > 0 else {
            throw .noPrediction(target: target, tokens: tokens.count)
        }
        return tokens[target]
    }
}
