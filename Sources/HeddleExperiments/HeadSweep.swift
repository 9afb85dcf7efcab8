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

/// A sweep over all heads for one token, some heads a step, so that other work can go between. Steps
/// take about as long as each other: the later the layers, the more of them are in one.
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
    /// Those that are still to be measured, the next ones last.
    private var steps: [[HeadID]]
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
        total = shape.all.count
        steps = Self.steps(shape, textLength: text.count).reversed()
        result = SweepResult(
            position: TokenPosition(target: target), metric: metric, mode: mode,
            effects: Array(
                repeating: Array(repeating: nil, count: shape.heads), count: shape.layers))
    }

    /// Heads in order, in steps whose positions times layers are at most those of a full batch from
    /// the first layer on.
    private static func steps(_ shape: HeadShape, textLength: Int) -> [[HeadID]] {
        let most = max(1, rowLimit / textLength)
        let batches = (shape.heads + most - 1) / most
        let length = (shape.heads + batches - 1) / batches
        var steps: [[HeadID]] = []
        var room = 0
        for layer in 0..<shape.layers {
            for first in stride(from: 0, to: shape.heads, by: length) {
                let heads = (first..<min(first + length, shape.heads)).map {
                    HeadID(layer: layer, head: $0)
                }
                let cost = heads.count * textLength * (shape.layers - layer)
                if steps.isEmpty || cost > room {
                    steps.append([])
                    room = rowLimit * shape.layers
                }
                steps[steps.count - 1] += heads
                room -= cost
            }
        }
        return steps
    }

    /// Measures the next heads; returns how many are done, nil when all were.
    public func step(cancellation: Cancellation? = nil) throws(ExperimentError) -> Int? {
        guard let heads = steps.last else { return nil }
        var variants: [RerunVariant] = []
        for head in heads {
            let mask = HeadMask(heads: [head], mode: mode)
            variants.append(
                RerunVariant(text: 0, interventions: try mask.interventions(reference)))
        }
        let effects = try ExperimentError.attempt { () throws(EngineError) in
            try measure.effects(of: variants, in: batch, cancellation: cancellation)
        }
        for (head, effect) in zip(heads, effects) {
            result.effects[head.layer][head.head] = effect
        }
        steps.removeLast()
        done += heads.count
        return done
    }
}

/// What is measured at one token: a value of a run minus the same value of the original.
struct TokenMeasure {
    private let token: Int32
    private let metric: SweepMetric
    private let original: [Float]
    private let originalLogprob: Float
    /// The token that `difference` compares with.
    private let rival: Int32?

    /// - Parameters:
    ///   - original: the logits with all heads on.
    ///   - against: an id of the model's; nil for the best other token.
    init(original: [Float], token: Int32, against: Int32? = nil, metric: SweepMetric) {
        self.original = original
        self.token = token
        self.metric = metric
        originalLogprob = LogitComparison.logprob(of: token, in: original)
        rival = against ?? Self.rival(of: token, in: original)
    }

    /// The most probable other token, lower id first; nil in a vocabulary of one.
    static func rival(of token: Int32, in logits: [Float]) -> Int32? {
        logits.indices.filter { $0 != Int(token) }.max { (left, right) in
            (logits[left], right) < (logits[right], left)
        }.map { Int32($0) }
    }

    /// One effect for each variant of the text; KL(original ‖ variant) for that metric. Only what
    /// the metric needs is kept of their logits, or computed at all.
    func effects(
        of variants: [RerunVariant], in batch: BatchRerun, cancellation: Cancellation?
    ) throws(EngineError) -> [Float] {
        switch metric {
        case .logprob:
            let tokens = Array(repeating: token, count: variants.count)
            return try batch.lastLogprobs(variants, of: tokens, cancellation: cancellation).map {
                $0 - originalLogprob
            }
        case .difference:
            guard let rival else { return Array(repeating: 0, count: variants.count) }
            let pairs = Array(repeating: [token, rival], count: variants.count)
            let before = original[Int(token)] - original[Int(rival)]
            return try batch.lastLogits(variants, of: pairs, cancellation: cancellation).map {
                $0[0] - $0[1] - before
            }
        case .kl:
            var effects = [Float](repeating: 0, count: variants.count)
            try batch.lastLogits(variants, cancellation: cancellation) { variant, logits in
                effects[variant] = Float(LogitComparison.divergence(original, logits.values))
            }
            return effects
        }
    }
}
