import HeddleAnalysis
import HeddleEngine

/// A text of a corpus with what grouping its tokens needs.
public struct SweepText: Sendable {
    public var tokens: [Int32]
    public var promptLength: Int
    public var labelling: Labelling
    /// What tells its problem from others: traces of one problem are resampled together.
    public var problem: String
    /// Group of each token `[token]`, nil where it is left out.
    public var groups: [TokenGroup?]

    public init(
        tokens: [Int32], promptLength: Int, labelling: Labelling, problem: String,
        groups: [TokenGroup?]
    ) {
        self.tokens = tokens
        self.promptLength = promptLength
        self.labelling = labelling
        self.problem = problem
        self.groups = groups
    }

    /// Its problem is the trace's prompt, or its id where it has none.
    public init(_ opened: OpenedTrace) {
        let trace = opened.trace
        self.init(
            tokens: opened.tokens.ids, promptLength: opened.tokens.promptLength,
            labelling: opened.labelling, problem: trace.prompt.isEmpty ? trace.id : trace.prompt,
            groups: TokenGroups.groups(
                text: trace.textBytes, tokens: opened.tokens, labelling: opened.labelling,
                tags: opened.regions.tags))
    }
}

/// What a sweep by planning measures.
public struct PlanningSweepRequest: Sendable {
    public var texts: [SweepText]
    /// Sets of heads that are off together; nil for every head of the model alone.
    public var sets: [[HeadID]]?
    public var mode: AblationMode
    public var reference: AblationReference
    public var settings: PlanningSweepSettings
    /// What is known of heads: their kinds are put beside the effects.
    public var kinds: [HeadID: Set<SymbolicHeadKind>]

    public init(
        texts: [SweepText], sets: [[HeadID]]? = nil, mode: AblationMode,
        reference: AblationReference = AblationReference(),
        settings: PlanningSweepSettings = PlanningSweepSettings(),
        kinds: [HeadID: Set<SymbolicHeadKind>] = [:]
    ) {
        self.texts = texts
        self.sets = sets
        self.mode = mode
        self.reference = reference
        self.settings = settings
        self.kinds = kinds
    }
}

extension HeadSweep {
    /// The effect of each head alone, or of sets of heads, on the groups of tokens of a corpus;
    /// response tokens only.
    ///
    /// Costs a pass for each text (two beyond what fits into half a gigabyte), and for each text and
    /// set a run from the set's first layer on; random sets cost as much. `progress` is told how many
    /// runs of how many are done.
    ///
    /// - Throws: `ExperimentError.emptyCorpus` where no text has two tokens, `.noReference` when the
    ///   mode lacks its values, and what the engine throws.
    public static func byPlanning(
        _ request: PlanningSweepRequest, model: Model, pool: WorkerPool,
        cancellation: Cancellation? = nil, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ExperimentError) -> PlanningSweep {
        let plan = PlanningSweepPlan(request, shape: model.configuration.headShape)
        let texts = request.texts.filter { $0.tokens.count > 1 }
        guard !texts.isEmpty else { throw .emptyCorpus(reason: "no text has two tokens or more") }
        let passes = PlanningPasses(
            model: model, pool: pool, mode: request.mode, reference: request.reference,
            cancellation: cancellation)
        let total = texts.count * (1 + plan.masks.count)
        var baselines: [PlanningText] = []
        var problems = ProblemNumbers()
        var kept = KeptRuns(model.configuration)
        for text in texts {
            let run = try passes.untouched(text)
            kept.add(run)
            baselines.append(
                PlanningText(
                    problem: problems.number(of: text.problem), groups: text.groups,
                    logprobs: run.result.predictions.map { $0?.logprob }))
            progress(baselines.count, total)
        }
        var counts = PlanningCounts(texts: texts, baselines: baselines, plan: plan)
        var done = texts.count
        for (index, text) in texts.enumerated() {
            let run = if let run = kept.take(index) { run } else { try passes.untouched(text) }
            let reruns = try passes.reruns(of: run)
            for chunk in plan.chunks {
                let found = try passes.logprobs(
                    reruns, plan.masks[chunk], from: text.promptLength)
                counts.add(found, of: chunk, text: index)
                done += chunk.count
                progress(done, total)
            }
        }
        return plan.result(counts, model: model.name)
    }
}

/// What a sweep by planning has counted so far.
private struct PlanningCounts {
    let texts: [SweepText]
    private let baselines: [PlanningText]
    private(set) var tally: PlanningTally
    /// Of planning, execution and decision tokens, `[set]`.
    private(set) var groups: [EffectAccumulator]

    init(texts: [SweepText], baselines: [PlanningText], plan: PlanningSweepPlan) {
        self.texts = texts
        self.baselines = baselines
        tally = PlanningTally(
            texts: baselines, bins: plan.request.settings.bins, effects: plan.sets.count,
            randomSets: plan.randomSets.count)
        groups = Array(repeating: EffectAccumulator(), count: plan.sets.count)
    }

    /// Adds a text read under masks `[mask of the range][token]`.
    mutating func add(_ found: [[Float?]], of masks: Range<Int>, text: Int) {
        for (mask, logprobs) in zip(masks, found) {
            guard mask < groups.count else {
                tally.add(logprobs, text: text, randomSet: mask - groups.count)
                continue
            }
            tally.add(logprobs, text: text, effect: mask)
            let effects = zip(baselines[text].logprobs, logprobs).map { known, ablated in
                known.flatMap { known in
                    ablated.map { TokenEffect(logprob: known, ablatedLogprob: $0, kl: 0) }
                }
            }
            groups[mask].add(
                effects, labelling: texts[text].labelling, promptLength: texts[text].promptLength)
        }
    }
}

/// Which heads a sweep by planning switches off, and what becomes of the sums.
private struct PlanningSweepPlan {
    let request: PlanningSweepRequest
    /// Heads alone first.
    let sets: [[HeadID]]
    /// The random sets of all sets, one after the other.
    let randomSets: [[HeadID]]
    /// Those of each set, as indexes of `randomSets`.
    private let randomOfSet: [Range<Int>]

    /// Runs whose results are held at once.
    private static let chunkLength = 64

    init(_ request: PlanningSweepRequest, shape: HeadShape) {
        self.request = request
        let wanted = (request.sets ?? shape.all.map { [$0] }).map { Array(Set($0)).sorted() }
        sets = wanted.filter { $0.count == 1 } + wanted.filter { $0.count > 1 }
        var random: [[HeadID]] = []
        var ranges: [Range<Int>] = []
        for (index, set) in sets.enumerated() {
            let drawn =
                request.sets == nil
                ? []
                : RandomHeads.sets(
                    like: set, shape: shape,
                    count: request.settings.randomSets,
                    seed: request.settings.seed &+ UInt64(index))
            ranges.append(random.count..<random.count + drawn.count)
            random += drawn
        }
        randomSets = random
        randomOfSet = ranges
    }

    var masks: [[HeadID]] { sets + randomSets }

    var chunks: [Range<Int>] {
        let count = sets.count + randomSets.count
        return stride(from: 0, to: count, by: Self.chunkLength).map {
            $0..<min($0 + Self.chunkLength, count)
        }
    }

    func result(_ counts: PlanningCounts, model: String) -> PlanningSweep {
        let tally = counts.tally
        let figures = tally.figures(request.settings)
        let random = tally.randomFigures
        let effects = sets.indices.map { index in
            PlanningEffect(
                heads: sets[index], summary: counts.groups[index].summary,
                groups: figures[index].groups, differences: figures[index].differences,
                significance: figures[index].significance,
                random: place(of: index, figures, random),
                kinds: sets[index].reduce(into: Set()) { kinds, head in
                    kinds.formUnion(request.kinds[head] ?? [])
                })
        }
        return PlanningSweep(
            model: model, lexicon: request.texts.first?.labelling.lexicon ?? "",
            mode: request.mode, traces: counts.texts.count, problems: tally.problems,
            settings: request.settings, baseline: tally.baseline, matching: tally.matching,
            effects: effects)
    }

    /// In a sweep over all heads the others of a head's layer are its random sets.
    private func place(
        of index: Int, _ figures: [PlanningTally.Figures],
        _ random: [(start: Double?, difference: Double?)]
    ) -> RandomHeadSets? {
        var others = randomOfSet[index].map { random[$0] }
        if request.sets == nil {
            others = sets.indices.filter { other in
                other != index && sets[other].first?.layer == sets[index].first?.layer
            }.map {
                (
                    figures[$0].groups[.start]?.deltaNLL,
                    figures[$0].differences[.mathematics]?.value
                )
            }
        }
        guard !others.isEmpty else { return nil }
        let own = figures[index]
        return RandomHeadSets(
            sets: others.count,
            start: own.groups[.start].flatMap {
                RandomPlace(of: $0.deltaNLL, among: others.compactMap(\.start))
            },
            difference: own.differences[.mathematics].flatMap {
                RandomPlace(of: $0.value, among: others.compactMap(\.difference))
            })
    }
}

/// The passes through the model that a sweep makes.
private struct PlanningPasses {
    let model: Model
    let pool: WorkerPool
    let mode: AblationMode
    let reference: AblationReference
    let cancellation: Cancellation?

    /// A text with all heads on, as far as the model's context reaches, ready to be read again.
    func untouched(_ text: SweepText) throws(ExperimentError) -> BaselineRun {
        let tokens = Array(text.tokens.prefix(model.configuration.contextLength))
        return try ExperimentError.attempt { () throws(EngineError) in
            try BaselineRun(
                model: model, pool: pool, tokens: tokens,
                request: ForwardRequest(predictions: true),
                keeping: [.headOutputs], cancellation: cancellation)
        }
    }

    func reruns(of run: BaselineRun) throws(ExperimentError) -> BatchRerun {
        try ExperimentError.attempt { () throws(EngineError) in try BatchRerun([run]) }
    }

    /// Log-probabilities of the text's tokens with each set of heads off, `[set][token]`; those
    /// before token `first` are as with all heads on.
    func logprobs(
        _ reruns: BatchRerun, _ sets: ArraySlice<[HeadID]>, from first: Int
    ) throws(ExperimentError) -> [[Float?]] {
        var variants: [RerunVariant] = []
        for set in sets {
            let interventions = try HeadMask(heads: Set(set), mode: mode).interventions(reference)
            variants.append(RerunVariant(text: 0, interventions: interventions))
        }
        let wanted = variants
        return try ExperimentError.attempt { () throws(EngineError) in
            try reruns.logprobs(wanted, from: max(1, first), cancellation: cancellation)
        }
    }
}

/// Untouched runs that are kept until they are wanted again, as far as memory is to be had.
private struct KeptRuns {
    /// Bytes of all of them together.
    private static let limit = 512 << 20

    private let bytesPerToken: Int
    private var bytes = 0
    /// `[text]`, nil for those that were not kept.
    private var runs: [BaselineRun?] = []

    init(_ configuration: ModelConfiguration) {
        bytesPerToken = BaselineRun.bytesPerToken(configuration, keeping: [.headOutputs])
    }

    mutating func add(_ run: BaselineRun) {
        let needed = run.tokens.count * bytesPerToken
        let fits = bytes + needed <= Self.limit
        if fits { bytes += needed }
        runs.append(fits ? run : nil)
    }

    /// Hands a run out and forgets it.
    mutating func take(_ text: Int) -> BaselineRun? {
        defer { runs[text] = nil }
        return runs[text]
    }
}
