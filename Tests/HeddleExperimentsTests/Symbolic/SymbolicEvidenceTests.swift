import Foundation
import HeddleAnalysis
import HeddleEngine
import Testing

@testable import HeddleExperiments

/// The bundled model against PyTorch: Tests/References/symbolic_evidence.py.
@Suite struct SymbolicEvidenceTests {
    private static func reference() throws -> JSONValue {
        try Sample.json("Tests/HeddleExperimentsTests/Fixtures/symbolic_evidence.json")
    }

    private func bench() throws -> SymbolicBench {
        let model = try Sample.model()
        return SymbolicBench(
            model: model.model, pool: Sample.pool, text: try TaskTokenizer(model),
            cancellation: nil)
    }

    private func stimuli(_ json: JSONValue?) throws -> [IdentityStimulus] {
        try #require(json?.array).map { entry in
            let ids = entry["ids"]?.ids ?? []
            let stimulus = try #require(IdentityStimulus(tokens: ids, beginsText: false))
            #expect(stimulus.rule.rawValue == entry["rule"]?.string)
            return stimulus
        }
    }

    private func grid(_ json: JSONValue?) throws -> [[Double]] {
        try #require(json?.array).map(\.numbers)
    }

    private func expectClose(
        _ found: [[Double?]], _ expected: [[Double]], within tolerance: Double = 1e-4
    ) {
        #expect(largestDifference(found.flatMap { $0 }, expected.flatMap { $0 }) < tolerance)
    }

    @Test func attentionMatches() throws {
        let reference = try Self.reference()
        let top = [ScoredHead(head: HeadID(layer: 0, head: 0), score: 2)]
        let attention = SymbolicAttention(bench: try bench(), heads: [.abstraction: top])
        let found = try attention.measure(stimuli(reference["prompts"]))
        #expect(found.count == 2 * AttentionEvidence.Link.allCases.count)
        for evidence in found {
            let expected = reference["attention"]?[evidence.rule]
            #expect(evidence.prompts == expected?["prompts"]?.int)
            expectClose(evidence.weights, try grid(expected?[evidence.link.rawValue]))
        }
        let match = try #require(found.first { $0.link == .thirdToMatch })
        #expect(match.weighted == match.weights[0][0])
        // Third items see 5 and 11 keys, the last position 16.
        #expect(abs(match.chance - (1.0 / 5 + 1.0 / 11) / 2) < 1e-12)
        let thirds = try #require(found.first { $0.link == .lastToThirdItems })
        #expect(abs(thirds.chance - 2.0 / 16) < 1e-12)
        #expect(match.byExample.first?.values.count == 2)
    }

    @Test func similaritiesMatch() throws {
        let reference = try Self.reference()
        let bench = try bench()
        let groups = try #require(reference["groups"]?.array).map { group in
            let prompts = (group.array ?? []).compactMap { $0["text"]?.string }
            return prompts.compactMap(bench.text.stimulus)
        }
        let top = [ScoredHead(head: HeadID(layer: 0, head: 0), score: 2)]
        let similarity = SymbolicSimilarity(
            bench: bench, heads: [.abstraction: top], scores: [:])
        for (name, example) in [("first", 0), ("second", 1), ("last", nil)] {
            let found = try similarity.measure(.abstraction, example: example, groups: groups)
            let expected = reference["similarity"]?[name]
            expectClose(found.abstract, try grid(expected?["abstract"]))
            expectClose(found.token, try grid(expected?["token"]))
            #expect(found.weightedAbstract == found.abstract[0][0])
            #expect(found.matrices.first?.head == HeadID(layer: 0, head: 0))
            #expect(found.prompts == 32 && found.predictedAbstract.size == 32)
            #expect(found.predictedAbstract[0, 15] == 1 && found.predictedAbstract[0, 16] == 0)
        }
    }

    @Test func repeatedTextsMatch() throws {
        let reference = try Self.reference()
        let halves = try #require(reference["halves"]?.array).map(\.ids)
        let found = try KnownHeadMeasures(bench: bench(), seed: 0).attention(halves)
        for known in [KnownHeadScore.prefixMatching, .previousToken] {
            let scores = try #require(found[known])
            expectClose(scores, try grid(reference["repeated"]?[known.rawValue]))
        }
    }

    @Test func copyingMatches() throws {
        let found = try KnownHeadMeasures(bench: bench(), seed: 0).copying()
        expectClose(found, try grid(Self.reference()["copying"]), within: 2e-3)
    }

    @Test(arguments: [SymbolicHeadKind.abstraction, .retrieval])
    func ablationCurvesMatch(_ kind: SymbolicHeadKind) throws {
        let reference = try Self.reference()
        let ablation = try SymbolicAblation(
            bench: bench(), stimuli: stimuli(reference["prompts"]))
        let plan = AblationPlan(
            scores: try grid(reference["scores"]?[kind.rawValue]), step: 2, randomStep: 48,
            draws: 1, seed: 1)
        let found = try ablation.curves(kind, plan: plan, mode: .zero)
        for point in try #require(reference["ablation"]?[kind.rawValue]?.array) {
            let own = try #require(found.ranked.first { $0.heads == point["heads"]?.int })
            #expect(abs(own.probability - (point["probability"]?.double ?? 9)) < 1e-4)
        }
        #expect(found.ranked.count == 25 && found.lowest.last == found.ranked.last)
        #expect(found.ranked.first?.accuracy == 1)
    }

    @Test func functionVectorsMatch() throws {
        let reference = try #require(Self.reference()["functionVectors"])
        func prompts(_ json: JSONValue?) throws -> [FunctionVectors.Prompt] {
            try #require(json?.array).map { entry in
                let answer = try #require(entry["answer"]?.int)
                return (entry["ids"]?.ids ?? [], Int32(answer))
            }
        }
        let vectors = FunctionVectors(bench: try bench(), seed: 0)
        let means = try vectors.means(of: prompts(reference["clean"]))
        let found = try vectors.rises(prompts(reference["shuffled"]), means)
        #expect(abs(found.base - (reference["base"]?.double ?? 9)) < 1e-4)
        let grid = vectors.bench.grid { found.effects[$0] }
        expectClose(grid, try self.grid(reference["rises"]))
    }

    /// Logits log 1, log 3, log 1 and log 1 are 1/6, 3/6, 1/6, 1/6; one of log 9 beside three zeros
    /// 9/12; far-off ones leave it so.
    @Test func probabilitiesByHand() {
        func probability(_ answer: Int32, _ odds: [Double], shift: Float = 0) -> Double {
            FunctionVectors.probability(of: answer, in: odds.map { Float(log($0)) + shift })
        }
        #expect(abs(probability(1, [1, 3, 1, 1]) - 1.0 / 2) < 1e-6)
        #expect(abs(probability(0, [1, 3, 1, 1]) - 1.0 / 6) < 1e-6)
        #expect(abs(probability(3, [1, 1, 1, 9]) - 3.0 / 4) < 1e-6)
        #expect(abs(probability(3, [1, 1, 1, 9], shift: 1000) - 3.0 / 4) < 1e-4)
        #expect(abs(probability(2, [1, 1, 1, 1]) - 1.0 / 4) < 1e-6)
    }

    /// `1^2^`, shuffled labels rotate by one example.
    @Test func labelsAreShuffled() {
        let lines = ["a", "b", "c"].map { LabelledTask.Line(input: $0 + ":", label: $0) }
        #expect(
            LabelledTask.text(lines, shuffled: false)
                == AnsweredPrompt(prompt: "a:a\nb:b\nc:", answer: "c"))
        #expect(LabelledTask.text(lines, shuffled: true).prompt == "a:b\nb:a\nc:")
    }
}

@Suite struct SymbolicEvidenceRunTests {
    private func mediation() throws -> MediationResult {
        let scores = try Sample.json("Samples/models/bobbin/mediation.json")
        let shape = try Sample.model().model.configuration.headShape
        var result = MediationResult(
            model: ModelIdentity(name: "bobbin"), shape: shape,
            settings: MediationSettings(task: "pairs", shots: 2, pairsPerRule: 60))
        let url = Sample.root.appending(path: "Samples/models/bobbin/pairs.jsonl")
        result.pairs = try Data(contentsOf: url).split(separator: 0x0A).prefix(240).map {
            try ContextPair(json: JSONValue(json: [UInt8]($0)))
        }
        for kind in SymbolicHeadKind.allCases {
            let rows = try #require(scores["types"]?[kind.rawValue]?["scores"]?.array)
            let grid = rows.map(\.numbers)
            let heads = shape.all.filter { (grid.value(of: $0) ?? 0) > 1 }
            result.kinds[kind] = HeadKindResult(
                pairs: 120, scores: grid, standardErrors: [], scoresByRule: [:], threshold: 1,
                studentizedThreshold: 3, significant: heads, significantStudentized: [],
                pValues: [], studentizedPValues: [], cleanGap: -5)
        }
        return result
    }

    private var few: EvidenceOptions {
        var options = EvidenceOptions(seed: 3)
        options.attentionPrompts = 6
        options.groups = 4
        options.decoding = DecodingSplit(train: 4, validation: 2, test: 4)
        options.ablationPrompts = 2
        options.ablationModes = [.zero, .mean]
        options.draws = 2
        options.functionVectorPrompts = 4
        options.shuffledPrompts = 2
        return options
    }

    private func run(_ options: EvidenceOptions) throws -> SymbolicEvidence {
        try SymbolicEvidenceRun(
            mediation(), model: Sample.model(), pool: Sample.pool, options: options
        ).run()
    }

    @Test func everyPartIsMeasured() throws {
        var steps: [EvidenceProgress] = []
        let evidence = try SymbolicEvidenceRun(
            mediation(), model: Sample.model(), pool: Sample.pool, options: few
        ).run { steps.append($0) }
        #expect(evidence.attention.allSatisfy { $0.prompts == 6 })
        #expect(
            evidence.similarity.map(\.kind) == [.abstraction, .abstraction, .induction, .retrieval])
        #expect(evidence.decoding.map(\.kind) == SymbolicHeadKind.allCases)
        #expect(evidence.decoding.allSatisfy { $0.prompts.test == 8 && $0.combined != nil })
        #expect(evidence.ablation.count == 6)
        let known = try #require(evidence.knownHeads)
        #expect(Set(known.scores.keys).isSuperset(of: [.prefixMatching, .previousToken, .copying]))
        #expect(!known.tasks.isEmpty)
        #expect(Set(steps.map(\.part)) == Set(EvidenceOptions.Part.allCases))
        #expect(steps.allSatisfy { $0.done <= $0.total })
        // Head 0.0 is almost all of symbol abstraction: under ABA it looks at the item's match,
        // under ABB at the other one, so always at the line's first item.
        func weight(_ link: AttentionEvidence.Link, _ rule: String) -> Double {
            evidence.attention.first { $0.link == link && $0.rule == rule }?.weighted ?? 0
        }
        #expect(weight(.thirdToMatch, "ABA") > 0.5 && weight(.thirdToOther, "ABB") > 0.5)
        #expect(try SymbolicEvidence(json: JSONValue(json: evidence.json.compactText)) == evidence)
    }

    @Test func equalSeedsGiveEqualEvidence() throws {
        var options = few
        options.parts = [.similarity]
        #expect(try run(options) == run(options))
        var other = options
        other.seed = 4
        #expect(try run(options).similarity != run(other).similarity)
    }

    @Test func aCancelledRunStops() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let evidence = try SymbolicEvidenceRun(
            mediation(), model: Sample.model(), pool: Sample.pool, options: few,
            cancellation: cancellation)
        let error = #expect(throws: ExperimentError.self) { try evidence.run() }
        #expect(error?.isCancellation ?? false)
    }

    @Test func anotherModelIsRefused() throws {
        var mediation = try mediation()
        mediation.shape.layers = 7
        #expect(throws: ExperimentError.self) {
            try SymbolicEvidenceRun(mediation, model: Sample.model(), pool: Sample.pool)
        }
    }
}
