import HeddleAnalysis
import HeddleEngine

/// The logit lens over one token or a whole text.
public enum LogitLensRun {
    /// What each layer says at the query that predicts a token. One pass over the text before it.
    ///
    /// - Parameter halfSteps: also between the attention and the feed-forward block of each layer.
    /// - Throws: `ExperimentError.noPrediction` for a token without one, `contextExceeded` for one
    ///   beyond the model's context, and what the engine throws: half-steps are refused for models
    ///   whose blocks run side by side.
    public static func strip(
        _ model: Model, pool: WorkerPool, tokens: [Int32], target: Int, halfSteps: Bool = false,
        topCount: Int = 5, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> LensStrip {
        let text = try TokenQuestion.text(before: target, of: tokens, model)
        return try ExperimentError.attempt { () throws(EngineError) in
            let baseline = try BaselineRun(
                model: model, pool: pool, tokens: text, request: .nothing, keeping: [],
                cancellation: cancellation)
            return LensStrip(
                position: TokenPosition(target: target),
                readings: try baseline.lens(
                    at: target - 1, actual: tokens[target], halfSteps: halfSteps,
                    topCount: topCount, cancellation: cancellation))
        }
    }

    /// After which layer each token of a text is decided, as far as the model's context reaches.
    ///
    /// - Parameter progress: is told how many queries are done.
    /// - Throws: `ExperimentError.emptyCorpus` without tokens, and what the engine throws.
    public static func depths(
        _ model: Model, pool: WorkerPool, tokens: [Int32], cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> LensDepths {
        guard !tokens.isEmpty else { throw .emptyCorpus(reason: "the text has no tokens") }
        var depths = LensDepths(layers: model.configuration.layers, tokens: tokens.count)
        let text = Array(tokens.prefix(model.configuration.contextLength))
        try ExperimentError.attempt { () throws(EngineError) in
            let baseline = try BaselineRun(
                model: model, pool: pool, tokens: text, request: .nothing, keeping: [],
                cancellation: cancellation)
            for queries in queryBlocks(of: text.count) {
                depths.add(try baseline.decisions(of: queries, cancellation: cancellation))
                progress(queries.upperBound)
            }
        }
        return depths
    }

    /// The queries of a text in blocks after each of which other work can go first.
    static func queryBlocks(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: 64).map { $0..<min($0 + 64, count) }
    }
}
