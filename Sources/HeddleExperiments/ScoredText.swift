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
    let baseline: BaselineRun

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
    ///   - onEffects: is handed rows as they are done: all tokens whose prediction the mask can
    ///     change, each once. The others are as in `unchangedEffects`.
    /// - Throws: `ExperimentError.noReference` when the mask's mode lacks its values, and what the
    ///   engine throws.
    public func rerun(
        under mask: HeadMask, reference: AblationReference = AblationReference(),
        request: ForwardRequest, visible: Range<Int>? = nil, cancellation: Cancellation? = nil,
        onEffects: ((EffectRows) -> Void)? = nil
    ) throws(ExperimentError) -> ForwardResult {
        try rerun(
            under: mask.interventions(reference), request: request, visible: visible,
            cancellation: cancellation, onEffects: onEffects)
    }

    private func rerun(
        under interventions: [Intervention], request: ForwardRequest, visible: Range<Int>? = nil,
        cancellation: Cancellation?, onEffects: ((EffectRows) -> Void)?
    ) throws(ExperimentError) -> ForwardResult {
        try ExperimentError.attempt { () throws(EngineError) in
            try baseline.rerun(
                interventions, request: request, effects: onEffects != nil, priority: visible,
                cancellation: cancellation, onEffects: onEffects ?? { _ in })
        }
    }

    /// The effects of a mask that touches nothing `[target]`; nil for the first token.
    public var unchangedEffects: [TokenEffect?] {
        predictions.map { prediction in
            prediction.map {
                TokenEffect(logprob: $0.logprob, ablatedLogprob: $0.logprob, kl: 0)
            }
        }
    }

    /// The effect of a mask on every token `[target]`; nil for the first token.
    public func effects(
        of mask: HeadMask, reference: AblationReference = AblationReference(),
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> [TokenEffect?] {
        try effects(of: mask.interventions(reference), cancellation: cancellation)
    }

    /// The effect of interventions on every token `[target]`; nil for the first token.
    public func effects(
        of interventions: [Intervention], cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> [TokenEffect?] {
        var effects = unchangedEffects
        _ = try rerun(
            under: interventions, request: ForwardRequest(topCount: 0), cancellation: cancellation
        ) { rows in
            for (target, effect) in zip(rows.targets, rows.tokenEffects) {
                effects[target] = effect
            }
        }
        return effects
    }
}

extension EffectRows {
    /// The rows as the analysis knows them.
    public var tokenEffects: [TokenEffect] {
        targets.indices.map { index in
            let row = index - targets.lowerBound
            return TokenEffect(
                logprob: logprobs[row], ablatedLogprob: ablatedLogprobs[row], kl: divergences[row])
        }
    }
}
