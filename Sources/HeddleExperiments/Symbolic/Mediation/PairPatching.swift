import HeddleAnalysis
import HeddleEngine

/// Runs of some contexts, and what becomes of their answers when heads' outputs are taken from
/// other contexts.
final class PairPatching {
    struct Patch {
        /// The context that outputs are taken from; nil leaves the context out.
        var donor: PromptTokens?
        var positions: [Int]
        var target: Int32
        var answer: Int32
    }

    struct Scores {
        /// Of the untouched run.
        var cleanGap: AnswerGap
        /// How far each head moves it, layer by layer.
        var heads: [Float]
    }

    private let model: Model
    private let pool: WorkerPool
    private let baselines: [BaselineRun]
    private let batch: BatchRerun
    /// Outputs of contexts that were donors already, by their ids.
    private var recorded: [[Int32]: HeadValues] = [:]

    init(
        _ model: Model, pool: WorkerPool, contexts: [PromptTokens], cancellation: Cancellation?
    ) throws(ExperimentError) {
        self.model = model
        self.pool = pool
        (baselines, batch) = try ExperimentError.attempt { () throws(EngineError) in
            var baselines: [BaselineRun] = []
            for context in contexts {
                baselines.append(
                    try BaselineRun(
                        model: model, pool: pool, tokens: context.ids,
                        request: ForwardRequest(logits: .last), keeping: [.headOutputs],
                        cancellation: cancellation))
            }
            return (baselines, try BatchRerun(baselines))
        }
    }

    /// The scores of all heads in each context, in the order of the contexts; nil for those that
    /// are left out.
    ///
    /// - Parameter progress: is told how many patched runs are done.
    func scores(
        _ patches: [Patch], cancellation: Cancellation?, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [Scores?] {
        var scores = patches.enumerated().map { text, patch in
            patch.donor == nil ? nil : Scores(cleanGap: cleanGap(text, patch), heads: [])
        }
        var done = 0
        for layer in 0..<model.configuration.layers {
            done += try patch(layer: layer, patches, &scores, cancellation)
            progress(done)
        }
        return scores
    }

    private func cleanGap(_ text: Int, _ patch: Patch) -> AnswerGap {
        let run = baselines[text]
        let logits = run.result.logits(at: run.tokens.count - 1)
        return AnswerGap(target: logits[Int(patch.target)], answer: logits[Int(patch.answer)])
    }

    /// Adds the scores of a layer's heads; returns how many runs that took.
    private func patch(
        layer: Int, _ patches: [Patch], _ scores: inout [Scores?], _ cancellation: Cancellation?
    ) throws(ExperimentError) -> Int {
        var variants: [RerunVariant] = []
        var wanted: [[Int32]] = []
        for (text, patch) in patches.enumerated() {
            guard let donor = patch.donor else { continue }
            let values = try outputs(of: donor, cancellation)
            for head in 0..<model.configuration.heads {
                variants.append(
                    RerunVariant(
                        text: text,
                        interventions: [
                            .replace(
                                [HeadID(layer: layer, head: head)], with: values,
                                at: .at(patch.positions))
                        ]))
                wanted.append([patch.target, patch.answer])
            }
        }
        let logits = try ExperimentError.attempt { () throws(EngineError) in
            try batch.lastLogits(variants, of: wanted, cancellation: cancellation)
        }
        for (variant, found) in zip(variants, logits) {
            guard let gap = scores[variant.text]?.cleanGap else { continue }
            let patched = AnswerGap(target: found[0], answer: found[1])
            scores[variant.text]?.heads.append(Float(patched.score(over: gap)))
        }
        return variants.count
    }

    /// The outputs of all heads in a context.
    private func outputs(
        of context: PromptTokens, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> HeadValues {
        if let known = recorded[context.ids] { return known }
        let configuration = model.configuration
        var recorder = HeadOutputRecorder(heads: configuration.headShape.all, configuration)
        let hooks = recorder.hooks
        _ = try SinglePass.run(
            model, pool: pool, tokens: context.ids, request: ForwardRequest(hooks: hooks),
            cancellation: cancellation,
            observer: { recorder.add($0, positions: $1, tensor: $2) })
        let values = recorder.values()
        recorded[context.ids] = values
        return values
    }
}
