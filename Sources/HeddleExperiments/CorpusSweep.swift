import HeddleAnalysis
import HeddleEngine

/// A text of a corpus with what grouping its tokens needs.
public struct SweepText: Sendable {
    public var tokens: [Int32]
    public var promptLength: Int
    public var labelling: Labelling

    public init(tokens: [Int32], promptLength: Int, labelling: Labelling) {
        self.tokens = tokens
        self.promptLength = promptLength
        self.labelling = labelling
    }
}

extension HeadSweep {
    /// The effect of each head alone on planning and execution tokens of a corpus, response tokens
    /// only: `[layer][head]`, pooled over all texts.
    ///
    /// Costs a pass and one re-run a head for each text. `progress` is told how many of
    /// texts × heads are done.
    public static func byPlanning(
        _ model: Model, pool: WorkerPool, texts: [SweepText], mode: AblationMode,
        reference: AblationReference = AblationReference(), cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [[EffectSummary]] {
        let shape = model.configuration.headShape
        var groups = Array(repeating: EffectAccumulator(), count: shape.layers * shape.heads)
        var done = 0
        for text in texts where text.tokens.count > 1 {
            let scored = try ScoredText(
                model: model, pool: pool, tokens: text.tokens,
                planning: text.labelling.intents.map { $0 != nil }, summaries: false,
                cancellation: cancellation)
            for (index, head) in shape.all.enumerated() {
                let effects = try scored.effects(
                    of: HeadMask(heads: [head], mode: mode), reference: reference,
                    cancellation: cancellation)
                groups[index].add(
                    effects, labelling: text.labelling, promptLength: text.promptLength)
                done += 1
                progress(done)
            }
        }
        guard done > 0 else { throw .emptyCorpus(reason: "no text has two tokens or more") }
        return (0..<shape.layers).map { layer in
            (0..<shape.heads).map { groups[layer * shape.heads + $0].summary }
        }
    }
}
