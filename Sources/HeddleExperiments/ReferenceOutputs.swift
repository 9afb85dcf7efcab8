import HeddleAnalysis
import HeddleEngine

/// Runs texts through a model to collect what mean and resample ablation put in place of heads.
public enum ReferenceOutputs {
    /// The mean output `z` of every head over texts given as token ids; position 0 of each text is
    /// left out, since its residual stream is an outlier in most models.
    ///
    /// Texts longer than the model's context are cut to it. Costs one forward pass a text.
    /// `progress` is told how many texts are done.
    ///
    /// - Throws: `ExperimentError.emptyCorpus` without a text of two tokens or more, and what the
    ///   engine throws.
    public static func means(
        _ model: Model, pool: WorkerPool, texts: [[Int32]], cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> HeadValues {
        var accumulator = HeadMeanAccumulator(model.configuration)
        for (index, text) in texts.enumerated() where text.count > 1 {
            let tokens = Array(text.prefix(model.configuration.contextLength))
            try run(
                model, pool: pool, tokens: tokens, hooks: accumulator.hooks,
                cancellation: cancellation
            ) { hook, positions, tensor in
                accumulator.add(hook, positions: positions, tensor: tensor)
            }
            progress(index + 1)
        }
        guard let means = accumulator.means() else {
            throw .emptyCorpus(reason: "the reference corpus has no text of two tokens or more")
        }
        return means
    }

    /// The outputs `z` of every head at every position of one text, for resample ablation.
    /// Positions beyond the text take its positions from the start again.
    public static func outputs(
        _ model: Model, pool: WorkerPool, tokens: [Int32], cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> HeadValues {
        let configuration = model.configuration
        let tokens = Array(tokens.prefix(configuration.contextLength))
        guard !tokens.isEmpty else { throw .emptyCorpus(reason: "the donor trace has no tokens") }
        var recorder = HeadOutputRecorder(heads: configuration.headShape.all, configuration)
        try run(
            model, pool: pool, tokens: tokens, hooks: recorder.hooks, cancellation: cancellation
        ) { hook, positions, tensor in
            recorder.add(hook, positions: positions, tensor: tensor)
        }
        return recorder.values(beyond: .wrap)
    }

    private static func run(
        _ model: Model, pool: WorkerPool, tokens: [Int32], hooks: Set<HookPoint>,
        cancellation: Cancellation?, observer: @escaping Observer
    ) throws(ExperimentError) {
        try ExperimentError.attempt { () throws(EngineError) in
            let context = try InferenceContext(model: model, pool: pool, capacity: tokens.count)
            _ = try context.append(
                tokens, request: ForwardRequest(hooks: hooks), interventions: [],
                observer: observer, cancellation: cancellation)
        }
    }
}
