import HeddleAnalysis
import HeddleEngine

/// Switches off more and more heads of a kind at the positions that the kind works at, and watches
/// the probability of the right answer (Yang et al. 2025, 2502.20332).
struct SymbolicAblation {
    let bench: SymbolicBench
    let stimuli: [IdentityStimulus]
    private let baselines: [BaselineRun]
    private let rerun: BatchRerun

    /// Memory for one untouched run; more prompts or a wider model keep less of each.
    private static let memoryForRun = 32 << 20

    /// - Parameter stimuli: at least one; those that the intact model answers right.
    init(bench: SymbolicBench, stimuli: [IdentityStimulus]) throws(ExperimentError) {
        self.bench = bench
        self.stimuli = stimuli
        var runs: [BaselineRun] = []
        for stimulus in stimuli {
            runs.append(
                try ExperimentError.attempt { () throws(EngineError) in
                    try BaselineRun(
                        model: bench.model, pool: bench.pool, tokens: stimulus.tokens,
                        request: .nothing, memoryLimit: Self.memoryForRun,
                        cancellation: bench.cancellation)
                })
        }
        baselines = runs
        rerun = try ExperimentError.attempt { () throws(EngineError) in try BatchRerun(runs) }
    }

    /// The curves of one kind.
    ///
    /// - Parameter progress: is told how many of the points are done.
    func curves(
        _ kind: SymbolicHeadKind, plan: AblationPlan, mode: AblationMode,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(ExperimentError) -> AblationEvidence {
        let means = mode == .mean ? try meanOutputs() : nil
        let total = 2 * plan.ranked.count + plan.random.count
        var done = 0
        func finished() {
            done += 1
            progress(done, total)
        }
        var (ranked, lowest, random) = ([AblationPoint](), [AblationPoint](), [AblationPoint]())
        for entry in plan.ranked {
            ranked.append(try point([entry], kind, means))
            finished()
        }
        for entry in plan.lowest {
            lowest.append(try point([entry], kind, means))
            finished()
        }
        for draws in plan.random {
            random.append(try point(draws, kind, means))
            finished()
        }
        return AblationEvidence(
            kind: kind, mode: mode, prompts: stimuli.count, ranked: ranked, lowest: lowest,
            random: random, draws: plan.random.map(\.count).max() ?? 0)
    }

    /// Means over sets of one size and over prompts.
    private func point(
        _ sets: [AblationPlan.Entry], _ kind: SymbolicHeadKind, _ means: HeadValues?
    ) throws(ExperimentError) -> AblationPoint {
        var variants: [RerunVariant] = []
        for set in sets {
            for (text, stimulus) in stimuli.enumerated() {
                let positions =
                    kind.isPatchedAtThirdItems
                    ? stimulus.layout.thirdItems : [stimulus.layout.last]
                variants.append(
                    RerunVariant(
                        text: text,
                        interventions: set.heads.isEmpty
                            ? [] : [off(set.heads, at: .at(positions), means)]))
            }
        }
        var answers = [[AblationPoint.Answer]](
            repeating: Array(
                repeating: AblationPoint.Answer(probability: 0, isRight: false),
                count: stimuli.count), count: sets.count)
        try ExperimentError.attempt { () throws(EngineError) in
            try rerun.lastLogits(variants, cancellation: bench.cancellation) { place, row in
                let answer = stimuli[variants[place].text].answer
                let logprob = LogitComparison.logprob(of: answer, in: row.values)
                answers[place / stimuli.count][place % stimuli.count] = AblationPoint.Answer(
                    probability: Double(logprob).exponential,
                    isRight: SymbolicBench.best(row.values) == Int(answer))
            }
        }
        return AblationPoint(heads: sets.first?.count ?? 0, answers: answers)
    }

    private func off(
        _ heads: [HeadID], at positions: Intervention.Positions, _ means: HeadValues?
    ) -> Intervention {
        means.map { .replace(heads, with: $0, at: positions) } ?? .zero(heads, at: positions)
    }

    /// The mean output of every head at each position, over the prompts of all rules.
    private func meanOutputs() throws(ExperimentError) -> HeadValues {
        let length = stimuli.map(\.tokens.count).min() ?? 0
        var sums = [RowMean](repeating: RowMean(), count: length)
        for stimulus in stimuli {
            let rows = try bench.outputs(stimulus.tokens, at: Array(0..<length))
            for (position, row) in rows.enumerated() { sums[position].add(row) }
        }
        let means = sums.map { $0.values.map(Float.init) }
        var values = HeadValues(headDimension: bench.headDimension)
        for head in bench.shape.all {
            let flat = means.flatMap { bench.part(of: head, in: $0) }
            try ExperimentError.attempt { () throws(EngineError) in
                try values.set(head, flat: flat, positions: length)
            }
        }
        return values
    }
}
