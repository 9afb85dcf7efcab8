import HeddleAnalysis
import HeddleEngine

/// Scores of the outputs of whole blocks: attention, feed-forward or both of one layer at one
/// position are put in place, a pair a step.
///
/// Costs layers × positions × 3 patched runs a pair; the first twenty pairs of each rule and kind
/// are taken, of those whose prompts have as many tokens as most.
final class LayerPositionRun {
    static let pairsPerRule = 20

    let total: Int
    private(set) var done = 0
    /// What the pairs measured so far say.
    var maps: [LayerPositionMap] {
        ContextPair.Kind.allCases.flatMap { kind in
            LayerPositionMap.Part.allCases.compactMap { map(kind, $0) }
        }
    }

    private struct Entry {
        var kind: ContextPair.Kind
        var tokens: PairTokens
        /// By part, `[layer × positions + position]`; empty before it was measured.
        var scores: [LayerPositionMap.Part: [Float]] = [:]
    }

    private let model: Model
    private let pool: WorkerPool
    private let text: TaskTokenizer
    private var entries: [Entry] = []
    private var next = 0

    /// - Throws: `ExperimentError.unusablePair`.
    init(
        _ model: LoadedModel, pool: WorkerPool, pairs: [ContextPair], text: TaskTokenizer
    ) throws(ExperimentError) {
        self.model = model.model
        self.pool = pool
        self.text = text
        for kind in ContextPair.Kind.allCases {
            var found: [PairTokens] = []
            for (index, pair) in pairs.enumerated() where pair.kind == kind {
                found.append(try text.tokens(of: pair, number: index + 1))
            }
            let lengths = Dictionary(grouping: found, by: \.exp.ids.count)
            let usual = lengths.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
            for (_, pairs) in Dictionary(grouping: usual?.value ?? [], by: \.rule)
                .sorted(by: { $0.key < $1.key })
            {
                entries += pairs.prefix(Self.pairsPerRule).map { Entry(kind: kind, tokens: $0) }
            }
        }
        let parts = LayerPositionMap.Part.allCases.count
        total = entries.reduce(0) { total, entry in
            total + entry.tokens.exp.ids.count * model.model.configuration.layers * parts
        }
    }

    /// Measures the next pair; false when all were.
    func step(
        cancellation: Cancellation?, progress: (Int) -> Void
    ) throws(ExperimentError) -> Bool {
        guard next < entries.count else { return false }
        let tokens = entries[next].tokens
        let values = try blockOutputs(of: tokens.base, cancellation)
        let baseline = try ExperimentError.attempt { () throws(EngineError) in
            try BaselineRun(
                model: model, pool: pool, tokens: tokens.exp.ids,
                request: ForwardRequest(logits: .last), keeping: [], cancellation: cancellation)
        }
        let clean = baseline.result.logits(at: tokens.exp.last)
        let gap = AnswerGap(
            target: clean[Int(tokens.target)], answer: clean[Int(tokens.expAnswer)])
        for part in LayerPositionMap.Part.allCases {
            let variants = variants(part, positions: tokens.exp.ids.count, values)
            let wanted = [[Int32]](
                repeating: [tokens.target, tokens.expAnswer], count: variants.count)
            let logits = try ExperimentError.attempt { () throws(EngineError) in
                try BatchRerun([baseline]).lastLogits(
                    variants, of: wanted, cancellation: cancellation)
            }
            entries[next].scores[part] = logits.map {
                Float(AnswerGap(target: $0[0], answer: $0[1]).score(over: gap))
            }
            done += variants.count
            progress(done)
        }
        next += 1
        return true
    }

    private func variants(
        _ part: LayerPositionMap.Part, positions: Int, _ values: BlockValues
    ) -> [RerunVariant] {
        (0..<model.configuration.layers).flatMap { layer in
            let blocks: [BlockID] =
                switch part {
                case .both: [.attention(layer), .feedForward(layer)]
                case .attention: [.attention(layer)]
                case .feedForward: [.feedForward(layer)]
                }
            return (0..<positions).map { position in
                RerunVariant(
                    text: 0,
                    interventions: [.replace(blocks: blocks, with: values, at: .at([position]))])
            }
        }
    }

    private func blockOutputs(
        of prompt: PromptTokens, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> BlockValues {
        let blocks = (0..<model.configuration.layers).flatMap { layer in
            [BlockID.attention(layer), .feedForward(layer)]
        }
        var recorder = BlockOutputRecorder(blocks: blocks, model.configuration)
        _ = try SinglePass.run(
            model, pool: pool, tokens: prompt.ids, request: ForwardRequest(hooks: recorder.hooks),
            cancellation: cancellation,
            observer: { recorder.add($0, positions: $1, tensor: $2) })
        return recorder.values()
    }

    /// Means within a rule, then over rules; nil before anything was measured.
    private func map(_ kind: ContextPair.Kind, _ part: LayerPositionMap.Part) -> LayerPositionMap? {
        let measured = entries.filter { $0.kind == kind && $0.scores[part] != nil }
        guard let first = measured.first else { return nil }
        let positions = first.tokens.exp.ids.count
        let rules = Dictionary(grouping: measured, by: \.tokens.rule).sorted { $0.key < $1.key }
        let means = RowMean.of(rules.map { RowMean.of($0.value.map { $0.scores[part] ?? [] }) })
        return LayerPositionMap(
            kind: kind, part: part, tokens: first.tokens.exp.ids.map(spelling),
            scores: (0..<model.configuration.layers).map {
                Array(means[$0 * positions..<($0 + 1) * positions])
            })
    }

    private func spelling(_ id: Int32) -> String {
        String(decoding: text.tokenizer.bytes(of: id), as: UTF8.self)
    }
}
