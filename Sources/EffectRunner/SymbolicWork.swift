import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Workbench

/// What a long measurement of the model works with.
struct MeasuringBench: Sendable {
    let model: LoadedModel
    let pool: WorkerPool
    let post: Post
    let cancellation: Cancellation
}

/// A long measurement of the model, on a thread of its own.
protocol MeasuringWork: Sendable {
    /// - Throws: `ExperimentError`, also when it was cancelled.
    func run() throws(ExperimentError)
}

/// Measures which heads are of which symbolic kind, one kind of pair after the other.
struct MediationWork: MeasuringWork {
    private let request: HeadKindsRequest
    private let bench: MeasuringBench

    init(_ request: HeadKindsRequest, _ bench: MeasuringBench) {
        self.request = request
        self.bench = bench
    }

    func run() throws(ExperimentError) {
        let measured = try pairs()
        var result: MediationResult?
        let clock = ContinuousClock()
        let start = clock.now
        var before = 0
        var left = SymbolicHeadKind.allCases.count
        for pairKind in ContextPair.Kind.allCases {
            var part = measured
            part.kinds = SymbolicHeadKind.allCases.filter { $0.pairKind == pairKind }
            guard part.pairs.contains(where: { $0.kind == pairKind }) else { continue }
            let run = try MediationRun(bench.model, pool: bench.pool, request: part)
            let all = before + run.total * left / part.kinds.count
            left -= part.kinds.count
            var pacer = Pacer()
            while try run.step(
                cancellation: bench.cancellation,
                progress: { done in
                    guard pacer.isDue else { return }
                    tell(before + done, of: all, since: (clock.now - start).seconds)
                })
            {}
            guard let found = run.result(cancelled: { bench.cancellation.isCancelled }) else {
                return
            }
            before += run.total
            result = result.map { Self.joined($0, found) } ?? found
            if let result, left > 0, !bench.cancellation.isCancelled {
                bench.post(.mediation(result, number: request.number, isComplete: false))
            }
        }
        guard let result, !bench.cancellation.isCancelled else { return }
        bench.post(.mediation(result, number: request.number, isComplete: true))
    }

    /// Pairs that the model solves.
    private func pairs() throws(ExperimentError) -> MediationRequest {
        let wanted = request.settings
        let answering = try AnsweringModel(bench.model, pool: bench.pool)
        var selection = PairSelection(answering, filters: wanted.filtersPairs)
        let total =
            wanted.pairsPerRule * ContextPair.Kind.allCases.count * IdentityRule.solvable.count
        var pacer = Pacer()
        try selection.draw(
            ContextPair.Kind.allCases, count: wanted.pairsPerRule, shots: wanted.shots ?? 2,
            seed: wanted.seed, cancellation: bench.cancellation
        ) { done in
            guard pacer.isDue else { return }
            bench.post(
                .progress(.mediation, Progress(label: "solved pairs", done: done, total: total)))
        }
        var settings = wanted
        settings.beginsText = answering.text.beginsText
        settings.pairsHash = MediationRequest.hash(selection.pairs)
        return MediationRequest(
            pairs: selection.pairs, settings: settings, accuracy: selection.accuracy,
            acceptance: selection.acceptance)
    }

    private func tell(_ done: Int, of total: Int, since seconds: Double) {
        let remaining = done > 0 ? seconds / Double(done) * Double(total - done) : nil
        bench.post(
            .progress(
                .mediation,
                Progress(label: "mediation", done: done, total: total, remaining: remaining)))
    }

    /// Two parts of one analysis.
    private static func joined(
        _ first: MediationResult, _ second: MediationResult
    ) -> MediationResult {
        var result = first
        result.kinds.merge(second.kinds) { $1 }
        result.otherReadings += second.otherReadings
        result.maps += second.maps
        result.notes = result.findings
        return result
    }
}

/// Measures what stands beside the scores, part by part: similarity, ablation curves, attention.
struct EvidenceWork: MeasuringWork {
    private let mediation: MediationResult
    private let bench: MeasuringBench

    init(_ mediation: MediationResult, _ bench: MeasuringBench) {
        self.mediation = mediation
        self.bench = bench
    }

    func run() throws(ExperimentError) {
        var options = EvidenceOptions(seed: mediation.settings.seed)
        options.parts = [.attention, .similarity, .ablation]
        options.ablationPrompts = EvidenceCost.prompts
        options.draws = EvidenceCost.draws
        let run = try SymbolicEvidenceRun(
            mediation, model: bench.model, pool: bench.pool, options: options,
            cancellation: bench.cancellation)
        var pacer = Pacer()
        var isMore = true
        while isMore {
            isMore = try run.step { progress in
                guard pacer.isDue else { return }
                bench.post(
                    .progress(
                        .evidence,
                        Progress(
                            label: progress.part.label, done: progress.done,
                            total: progress.total)))
            }
            guard !bench.cancellation.isCancelled else { return }
            bench.post(.evidence(run.evidence, isComplete: !isMore))
        }
    }
}

/// Measures what each head does to the tokens that begin planning moves.
struct PlanningSweepWork: MeasuringWork {
    let request: PlanningHeadsRequest
    let texts: [SweepText]
    let reference: AblationReference
    let bench: MeasuringBench

    func run() throws(ExperimentError) {
        let clock = ContinuousClock()
        let start = clock.now
        var pacer = Pacer()
        let sweep = try HeadSweep.byPlanning(
            PlanningSweepRequest(
                texts: texts, mode: request.mode, reference: reference, kinds: request.kinds),
            model: bench.model.model, pool: bench.pool, cancellation: bench.cancellation
        ) { done, total in
            guard pacer.isDue, done > 0 else { return }
            let seconds = (clock.now - start).seconds
            bench.post(
                .progress(
                    .planningSweep,
                    Progress(
                        label: "planning heads", done: done, total: total,
                        remaining: seconds / Double(done) * Double(total - done))))
        }
        guard !bench.cancellation.isCancelled else { return }
        let model = bench.model.model
        bench.post(
            .planningSweep(
                sweep, model: ModelIdentity(model, sha256: try? model.sha256()),
                number: request.number))
    }
}
