import HeddleAnalysis
import HeddleEngine

/// How far a run of the evidence is.
public struct EvidenceProgress: Sendable, Hashable {
    public var part: EvidenceOptions.Part
    /// Steps of the part, and how many of them are done.
    public var done: Int
    public var total: Int
    /// The part's place among those that are run, from 0, and their number.
    public var place: Int
    public var parts: Int
}

/// Measures the evidence on symbolic heads part by part, so that other work can go between. To be
/// used by one thread at a time.
public final class SymbolicEvidenceRun {
    /// What was measured so far.
    public private(set) var evidence: SymbolicEvidence
    public let parts: [EvidenceOptions.Part]

    private let mediation: MediationResult
    private let options: EvidenceOptions
    private let bench: SymbolicBench
    private let prompts: EvidencePrompts
    private var next = 0

    /// - Parameters:
    ///   - mediation: tells which heads there are; its pairs' words make the prompts.
    ///   - cancellation: stops a part that is under way.
    /// - Throws: `ExperimentError.noTokenizer`, `.noBeginning`, `.otherShape` for a mediation of a
    ///   model of another shape.
    public init(
        _ mediation: MediationResult, model: LoadedModel, pool: WorkerPool,
        options: EvidenceOptions = EvidenceOptions(), cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        let shape = model.model.configuration.headShape
        guard mediation.shape.layers == shape.layers, mediation.shape.heads == shape.heads else {
            throw .otherShape(
                what: "heads in all", position: 0,
                expected: mediation.shape.layers * mediation.shape.heads,
                found: shape.layers * shape.heads)
        }
        let text = try TaskTokenizer(model, beginsText: mediation.settings.beginsText)
        let bench = SymbolicBench(
            model: model.model, pool: pool, text: text, cancellation: cancellation)
        let known = mediation.pairs.lazy.compactMap { text.stimulus($0.exp.prompt) }.first
        let shots = mediation.settings.shots ?? known?.layout.shots ?? 2
        let (words, note) = Self.words(options, mediation, text, shots: shots)
        prompts = EvidencePrompts(bench: bench, shots: shots, words: words, seed: options.seed)
        self.mediation = mediation
        self.options = options
        self.bench = bench
        parts = EvidenceOptions.Part.allCases.filter(options.parts.contains)
        evidence = SymbolicEvidence(
            model: mediation.model, shape: shape,
            settings: EvidenceSettings(
                shots: shots, seed: options.seed, beginsText: mediation.settings.beginsText,
                pairsHash: mediation.settings.pairsHash),
            heads: mediation.evidenceHeads)
        evidence.notes = [note]
        noteHeads()
    }

    /// The words that prompts are made of, and where they come from.
    private static func words(
        _ options: EvidenceOptions, _ mediation: MediationResult, _ text: TaskTokenizer, shots: Int
    ) -> (words: [String], note: String) {
        if let words = options.words {
            return (words, "Prompts are made of the \(words.count) words that were given.")
        }
        let known = EvidencePrompts.words(of: mediation.pairs, text)
        if known.count >= 12 * IdentityItems.wordCount(shots: shots) {
            return (known, "Prompts are made of the \(known.count) words of the mediation's pairs.")
        }
        let all = text.words()
        return (all, "Prompts are made of the tokenizer's \(all.count) words of a single token.")
    }

    private func noteHeads() {
        for kind in SymbolicHeadKind.allCases {
            guard let result = mediation.kinds[kind], result.significant.isEmpty,
                !result.significantStudentized.isEmpty
            else { continue }
            evidence.notes.append(
                "No \(kind.label) head passes the largest-mean test; the evidence on that kind is on "
                    + "the heads that pass the studentised one.")
        }
    }

    /// Measures the next part; false when all were.
    public func step(
        progress: (EvidenceProgress) -> Void = { _ in }
    ) throws(ExperimentError) -> Bool {
        guard next < parts.count else { return false }
        let part = parts[next]
        let report = { [next, parts] (done: Int, total: Int) in
            progress(
                EvidenceProgress(
                    part: part, done: done, total: max(1, total), place: next, parts: parts.count))
        }
        switch part {
        case .attention: try measureAttention(report)
        case .similarity: try measureSimilarity(report)
        case .decoding: try measureDecoding(report)
        case .ablation: try measureAblation(report)
        case .knownHeads: try measureKnownHeads(report)
        }
        next += 1
        return true
    }

    /// Measures all parts.
    public func run(
        progress: (EvidenceProgress) -> Void = { _ in }
    ) throws(ExperimentError) -> SymbolicEvidence {
        while try step(progress: progress) {}
        return evidence
    }

    private typealias Report = (_ done: Int, _ total: Int) -> Void

    private func measureAttention(_ report: Report) throws(ExperimentError) {
        let known = prompts.stimuli(of: mediation.pairs)
        var stimuli: [IdentityStimulus] = []
        for rule in IdentityRule.solvable {
            var own = Array(
                known.filter { $0.rule == rule }.prefix(options.attentionPrompts))
            if own.count < options.attentionPrompts / 2 {
                own += try prompts.stimuli(
                    rule, count: options.attentionPrompts - own.count, stream: .attention,
                    without: Set(own.map(\.tokens)), isSolved: false)
            }
            stimuli += own
        }
        evidence.attention = try SymbolicAttention(bench: bench, heads: evidence.heads)
            .measure(stimuli) { report($0, stimuli.count) }
        for rule in IdentityRule.solvable
        where !evidence.attention.contains(where: { $0.rule == rule.rawValue }) {
            evidence.notes.append(
                "No attention for \(rule.rawValue): the model answers none of its prompts right.")
        }
    }

    private func measureSimilarity(_ report: Report) throws(ExperimentError) {
        let similarity = SymbolicSimilarity(
            bench: bench, heads: evidence.heads, scores: mediation.kinds.mapValues(\.scores))
        let thirds = Array(Set([0, prompts.shots - 1])).sorted().map(Optional.some)
        let places: [(kind: SymbolicHeadKind, examples: [Int?])] = [
            (.abstraction, thirds), (.induction, [nil]), (.retrieval, [nil]),
        ]
        let total = places.reduce(0) { $0 + $1.examples.count } * options.groups * 4
        var done = 0
        var found: [SimilarityEvidence] = []
        for place in places {
            let groups = try prompts.groups(options.groups, kind: place.kind)
            if groups.count < options.groups {
                evidence.notes.append(
                    "Similarity of \(place.kind.label) heads is over \(groups.count) groups of four "
                        + "prompts instead of \(options.groups): the model must answer all four.")
            }
            guard groups.count > 1 else { continue }
            for example in place.examples {
                found.append(
                    try similarity.measure(place.kind, example: example, groups: groups) {
                        report(done + $0, total)
                    })
                done += options.groups * 4
            }
        }
        evidence.similarity = found
    }

    private func measureDecoding(_ report: Report) throws(ExperimentError) {
        guard let stimuli = try prompts.decoding(options.decoding), !stimuli.test.isEmpty else {
            evidence.notes.append(
                "No decoding: three sets of prompts without a common word need more than "
                    + "\(prompts.words.count) words.")
            return
        }
        let asked = 2 * (options.decoding.train + options.decoding.validation)
        if stimuli.train.count + stimuli.validation.count < asked
            || stimuli.test.count < 2 * options.decoding.test
        {
            evidence.notes.append(
                "Decoding is on \(stimuli.all.count) prompts; \(prompts.words.count) words give no "
                    + "more.")
        }
        let total = 2 * stimuli.all.count
        let decoding = SymbolicDecoding(bench: bench, heads: evidence.heads, seed: options.seed)
        let thirds = try decoding.measure(
            [.abstraction], example: prompts.shots - 1, stimuli
        ) { report($0, total) }
        let last = try decoding.measure([.induction, .retrieval], example: nil, stimuli) {
            report(stimuli.all.count + $0, total)
        }
        evidence.decoding = thirds + last
    }

    private func measureAblation(_ report: Report) throws(ExperimentError) {
        let known = Set(prompts.stimuli(of: mediation.pairs).map(\.tokens))
        var stimuli: [IdentityStimulus] = []
        for rule in IdentityRule.solvable {
            stimuli += try prompts.stimuli(
                rule, count: options.ablationPrompts, stream: .ablation, without: known,
                isSolved: true)
        }
        guard !stimuli.isEmpty else {
            evidence.notes.append("No ablation curves: the model answers no new prompt right.")
            return
        }
        if stimuli.count < 2 * options.ablationPrompts {
            evidence.notes.append(
                "Ablation curves are over \(stimuli.count) prompts instead of "
                    + "\(2 * options.ablationPrompts): the model answers no more of those drawn.")
        }
        let ablation = try SymbolicAblation(bench: bench, stimuli: stimuli)
        let kinds = SymbolicHeadKind.allCases.filter { mediation.kinds[$0] != nil }
        let heads = bench.shape.layers * bench.shape.heads
        let steps = AblationPlan.steps(heads: heads)
        let curves = kinds.count * options.ablationModes.count
        var done = 0
        for kind in kinds {
            let plan = AblationPlan(
                scores: mediation.kinds[kind]?.scores ?? [], step: steps.ranked,
                randomStep: steps.random, draws: options.draws, seed: options.seed)
            for mode in options.ablationModes {
                evidence.ablation.append(
                    try ablation.curves(kind, plan: plan, mode: mode) {
                        report(done * $1 + $0, curves * $1)
                    })
                done += 1
            }
        }
    }

    private func measureKnownHeads(_ report: Report) throws(ExperimentError) {
        let measures = KnownHeadMeasures(bench: bench, seed: options.seed)
        let tasks = functionVectorTasks
        let total = measures.sequences + bench.shape.layers + tasks.count
        let ids = prompts.words.compactMap { word in
            let tokens = bench.text.tokenizer.encode(word, addSpecial: false)
            return tokens.count == 1 ? tokens[0] : nil
        }
        var scores = try measures.attention(measures.randomHalves(ids)) { report($0, total) }
        var done = measures.sequences
        scores[.copying] = try measures.copying { report(done + $0, total) }
        done += bench.shape.layers
        let vectors = try FunctionVectors(
            bench: bench, seed: options.seed, prompts: options.functionVectorPrompts,
            shuffledPrompts: options.shuffledPrompts
        ).measure(tasks) { report(done + $0, total) }
        if vectors.tasks.isEmpty {
            evidence.notes.append(
                "No function-vector scores: the model does none of the tasks.")
        } else {
            scores[.functionVector] = vectors.grid
        }
        if !vectors.skipped.isEmpty {
            evidence.notes.append(
                "Function vectors leave out \(vectors.skipped.joined(separator: ", ")): the model "
                    + "answers fewer than half of the prompts.")
        }
        evidence.knownHeads = KnownHeadsEvidence(
            scores: scores,
            correlations: KnownHeadScores.correlations(
                mediation.kinds.mapValues(\.scores), scores, seed: options.seed),
            sequences: measures.sequences, randomLength: measures.length, tasks: vectors.tasks)
    }

    private var functionVectorTasks: [LabelledTask] {
        let shots = max(prompts.shots, 5)
        return [
            .identity(.aba, words: prompts.words, shots: shots),
            .identity(.abb, words: prompts.words, shots: shots),
            .copy(words: prompts.words, shots: shots),
            .letters("next letter", step: 1, shots: shots),
            .letters("previous letter", step: -1, shots: shots),
        ]
    }
}
