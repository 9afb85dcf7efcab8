import HeddleAnalysis
import HeddleEngine

/// Switches off each head alone and measures one token, or the groups of tokens of a corpus.
public enum HeadSweep {
    /// The effect of each head on the prediction of one token, all heads in one go; see
    /// `HeadSweepRun`.
    ///
    /// - Parameters:
    ///   - against: the token that `difference` compares with; nil for the best other one.
    ///   - progress: is told how many heads are done.
    public static func sweep(
        _ model: Model, pool: WorkerPool, tokens: [Int32], target: Int, metric: SweepMetric,
        against: Int32? = nil, mode: AblationMode,
        reference: AblationReference = AblationReference(),
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> SweepResult {
        let run = try HeadSweepRun(
            model, pool: pool, tokens: tokens, target: target, metric: metric, against: against,
            mode: mode, reference: reference, cancellation: cancellation)
        while let done = try run.step(cancellation: cancellation) { progress(done) }
        return run.result
    }
}

/// A sweep over all heads for one token, some heads of one layer a step, so that other work can go
/// between.
///
/// The text up to the token is run once; then all heads of a step together, from their layer on. An
/// effect is the value with the head off minus the value with all heads on.
public final class HeadSweepRun {
    public private(set) var result: SweepResult
    /// Number of heads.
    public let total: Int
    private let batch: BatchRerun
    private let measure: TokenMeasure
    private let mode: AblationMode
    private let reference: AblationReference
    private let heads: [HeadID]
    private let headsPerStep: Int
    private var done = 0

    /// Positions that a step runs through the layers, unless one text is longer.
    private static let rowLimit = 768

    /// - Parameter against: the token that `difference` compares with; nil for the best other one.
    /// - Throws: `ExperimentError.noPrediction` for a token without one, `contextExceeded` for one
    ///   beyond the model's context, and what the engine throws.
    public init(
        _ model: Model, pool: WorkerPool, tokens: [Int32], target: Int, metric: SweepMetric,
        against: Int32? = nil, mode: AblationMode,
        reference: AblationReference = AblationReference(),
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        let text = try TokenQuestion.text(before: target, of: tokens, model)
        try TokenQuestion.check(against, besides: tokens[target], model)
        let shape = model.configuration.headShape
        let baseline = try ExperimentError.attempt { () throws(EngineError) in
            try BaselineRun(
                model: model, pool: pool, tokens: text, request: ForwardRequest(logits: .last),
                keeping: [.headOutputs], cancellation: cancellation)
        }
        batch = try ExperimentError.attempt { () throws(EngineError) in
            try BatchRerun([baseline], rowLimit: Self.rowLimit)
        }
        measure = TokenMeasure(
            original: baseline.result.logits(at: target - 1), token: tokens[target],
            against: against, metric: metric)
        self.mode = mode
        self.reference = reference
        heads = shape.all
        total = heads.count
        headsPerStep = Self.evenShare(
            of: shape.heads, atMost: max(1, Self.rowLimit / text.count))
        result = SweepResult(
            position: TokenPosition(target: target), metric: metric, mode: mode,
            effects: Array(
                repeating: Array(repeating: nil, count: shape.heads), count: shape.layers))
    }

    /// The size of parts that are about as large as each other.
    private static func evenShare(of count: Int, atMost most: Int) -> Int {
        let parts = (count + most - 1) / most
        return (count + parts - 1) / parts
    }

    /// Measures the next heads; returns how many are done, nil when all were.
    public func step(cancellation: Cancellation? = nil) throws(ExperimentError) -> Int? {
        guard done < total else { return nil }
        let layer = heads[done].layer
        let step = heads[done..<min(done + headsPerStep, total)].prefix { $0.layer == layer }
        var variants: [RerunVariant] = []
        for head in step {
            let mask = HeadMask(heads: [head], mode: mode)
            variants.append(
                RerunVariant(text: 0, interventions: try mask.interventions(reference)))
        }
        try ExperimentError.attempt { () throws(EngineError) in
            if let pair = measure.comparedTokens {
                let ids = Array(repeating: pair, count: step.count)
                let logits = try batch.lastLogits(variants, of: ids, cancellation: cancellation)
                for (head, row) in zip(step, logits) {
                    result.effects[head.layer][head.head] = measure.effect(ofCompared: row)
                }
                return
            }
            try batch.lastLogits(variants, cancellation: cancellation) { variant, logits in
                let head = step[step.startIndex + variant]
                result.effects[head.layer][head.head] = measure.effect(of: logits.values)
            }
        }
        done += step.count
        return done
    }
}

/// Compares two rows of logits at one token.
struct TokenMeasure {
    private let original: [Float]
    private let token: Int32
    private let metric: SweepMetric
    /// The token that `difference` compares with.
    private let rival: Int?

    /// - Parameter against: an id of the model's; nil for the best other token.
    init(original: [Float], token: Int32, against: Int32? = nil, metric: SweepMetric) {
        self.original = original
        self.token = token
        self.metric = metric
        rival = (against ?? Self.rival(of: token, in: original)).map(Int.init)
    }

    /// The most probable other token, lower id first; nil in a vocabulary of one.
    static func rival(of token: Int32, in logits: [Float]) -> Int32? {
        logits.indices.filter { $0 != Int(token) }.max { (left, right) in
            (logits[left], right) < (logits[right], left)
        }.map { Int32($0) }
    }

    /// The value of `logits` minus the original's; KL(original ‖ logits) for that metric.
    func effect(of logits: [Float]) -> Float {
        switch metric {
        case .logprob:
            LogitComparison.logprob(of: token, in: logits)
                - LogitComparison.logprob(of: token, in: original)
        case .difference: difference(logits) - difference(original)
        case .kl: Float(LogitComparison.divergence(original, logits))
        }
    }

    /// The only tokens whose logits the metric needs; nil where it needs those of all.
    var comparedTokens: [Int32]? {
        guard metric == .difference, let rival else { return nil }
        return [token, Int32(rival)]
    }

    /// The effect from the logits of `comparedTokens` alone.
    func effect(ofCompared logits: [Float]) -> Float {
        logits[0] - logits[1] - difference(original)
    }

    private func difference(_ logits: [Float]) -> Float {
        rival.map { logits[Int(token)] - logits[$0] } ?? 0
    }
}
