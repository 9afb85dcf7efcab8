import HeddleAnalysis
import HeddleEngine

/// A text that a model has read with all heads on: its predictions, its head summaries, and what
/// re-running it under a mask needs. Used from one thread.
public final class ScoredText {
    public let model: Model
    public let tokens: [Int32]
    /// Whether each token plans `[token]`.
    public let planning: [Bool]
    private let pool: WorkerPool
    private let baseline: BaselineRun

    /// Reads the text, as far as the model's context reaches. One forward pass.
    ///
    /// - Parameter summaries: keep the summary of every head at every query;
    ///   layers × heads × queries × some 100 bytes.
    /// - Throws: `ExperimentError.emptyCorpus` without tokens, and what the engine throws.
    public init(
        model: Model, pool: WorkerPool, tokens: [Int32], planning: [Bool], summaries: Bool = true,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        self.model = model
        self.pool = pool
        self.tokens = Array(tokens.prefix(model.configuration.contextLength))
        self.planning = Array(planning.prefix(self.tokens.count))
        guard !self.tokens.isEmpty else { throw .emptyCorpus(reason: "the text has no tokens") }
        let request = ForwardRequest(
            predictions: true,
            summaries: summaries ? SummaryRequest(planning: self.planning) : nil)
        let text = self.tokens
        baseline = try ExperimentError.attempt { () throws(EngineError) in
            try BaselineRun(
                model: model, pool: pool, tokens: text, request: request,
                cancellation: cancellation)
        }
    }

    /// Prediction of each token with all heads on `[target]`; nil for the first.
    public var predictions: [Prediction?] { baseline.result.predictions }

    /// What the pass with all heads on gave.
    public var result: ForwardResult { baseline.result }

    /// Runs the text again under a mask, from the first layer and position that it touches.
    ///
    /// - Parameters:
    ///   - visible: tokens whose rows are wanted first.
    ///   - onEffects: is handed rows as they are done; every token with a prediction comes once.
    /// - Throws: `ExperimentError.noReference` when the mask's mode lacks its values, and what the
    ///   engine throws.
    public func rerun(
        under mask: HeadMask, reference: AblationReference = AblationReference(),
        request: ForwardRequest, visible: Range<Int>? = nil, cancellation: Cancellation? = nil,
        onEffects: (EffectRows) -> Void = { _ in }
    ) throws(ExperimentError) -> ForwardResult {
        let interventions = try mask.interventions(reference)
        return try ExperimentError.attempt { () throws(EngineError) in
            try baseline.rerun(
                interventions, request: request, effects: true, visible: visible,
                cancellation: cancellation, onEffects: onEffects)
        }
    }

    /// The effect of a mask on every token `[target]`; nil for the first token.
    public func effects(
        of mask: HeadMask, reference: AblationReference = AblationReference(),
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> [TokenEffect?] {
        var effects: [TokenEffect?] = Array(repeating: nil, count: tokens.count)
        _ = try rerun(
            under: mask, reference: reference, request: .nothing, cancellation: cancellation
        ) { rows in
            for (index, effect) in rows.tokenEffects.enumerated() {
                effects[rows.firstTarget + index] = effect
            }
        }
        return effects
    }
}

extension EffectRows {
    /// The rows as the analysis knows them.
    public var tokenEffects: [TokenEffect] {
        (0..<count).map {
            TokenEffect(logprob: logprobs[$0], ablatedLogprob: ablatedLogprobs[$0], kl: kl[$0])
        }
    }
}
