import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// Effects of masks against a numpy float64 implementation that recomputes everything.
@Suite struct EffectTests {
    private func scope(_ json: JSONValue) -> AblationScope {
        if let from = json["from"]?.int { return .from(target: from) }
        if let targets = json["targets"]?.array { return .targets(targets.compactMap(\.int)) }
        return .always
    }

    private func reference(for mode: AblationMode) throws -> AblationReference {
        let texts = try FixtureText.all().map(\.tokens)
        let model = try Sample.model().model
        switch mode {
        case .zero: return AblationReference()
        case .mean:
            return AblationReference(
                means: try ReferenceOutputs.means(model, pool: Sample.pool, texts: texts))
        case .resample:
            return AblationReference(
                donor: try ReferenceOutputs.outputs(model, pool: Sample.pool, tokens: texts[1]))
        }
    }

    @Test(arguments: 0..<6) func everyTokenMatches(_ index: Int) throws {
        let text = try FixtureText.first()
        let expected = try #require(Sample.effects()["effects"]?[index])
        let mode = try #require(expected["mode"]?.string.flatMap(AblationMode.init(rawValue:)))
        let mask = HeadMask(
            heads: Set(try Sample.heads(try #require(expected["heads"]?.string))), mode: mode,
            scope: scope(expected["scope"] ?? .null))
        let scored = try ScoredText(
            model: Sample.model().model, pool: Sample.pool, tokens: text.tokens,
            planning: text.planning, summaries: false)
        let effects = try scored.effects(of: mask, reference: reference(for: mode))

        #expect(effects.count == text.tokens.count)
        #expect(effects.first == .some(nil), "the first token has no prediction")
        let rows = effects.dropFirst()
        let columns: [(String, (TokenEffect) -> Float)] = [
            ("logprobs", \.logprob), ("ablated", \.ablatedLogprob), ("kl", \.kl),
        ]
        for (name, column) in columns {
            let found = rows.map { $0.map { Double(column($0)) } }
            let numbers = try #require(expected[name]).numbers
            #expect(largestDifference(found, numbers) < 1e-4, "\(name)")
        }
        if let groups = expected["groups"], !groups.isNull {
            let summary = EffectSummary(
                effects: effects, labelling: text.labelling, promptLength: text.promptLength)
            try expectEqual(summary.planning, groups["planning"])
            try expectEqual(summary.execution, groups["execution"], within: 1e-3)
        }
    }

    @Test func aMaskFromATokenOnLeavesEarlierPredictions() throws {
        let text = try FixtureText.first()
        let scored = try ScoredText(
            model: Sample.model().model, pool: Sample.pool, tokens: text.tokens,
            planning: text.planning, summaries: false)
        let mask = HeadMask(heads: Set(try Sample.heads("3.*")), scope: .from(target: 40))
        let effects = try scored.effects(of: mask)
        let before = effects[1..<40].compactMap { $0 }
        #expect(before.count == 39)
        #expect(before.allSatisfy { $0.kl == 0 && $0.logprob == $0.ablatedLogprob })
        #expect(try #require(effects[40]).kl > 0)
    }

    @Test func zeroAblationsGiveThePublishedLogits() throws {
        let forward = try #require(Sample.reference()["forward"]?[1])
        let tokens = try #require(forward["ids"]).ids
        for ablation in forward["zero_ablation"]?.array ?? [] {
            let heads = try #require(ablation["heads"]?.array).compactMap(\.string)
            let mask = HeadMask(heads: Set(try Sample.heads(heads.joined(separator: ","))))
            let result = try SinglePass.run(
                Sample.model().model, pool: Sample.pool, tokens: tokens, mask: mask,
                request: ForwardRequest(logits: .last))
            let row = result.logits(at: tokens.count - 1).map { Optional(Double($0)) }
            let expected = try #require(ablation["logits_last"]).numbers
            #expect(largestDifference(row, expected) < 1e-3)
        }
    }

    @Test func modesWithoutTheirReferenceAreRefused() throws {
        for mode in [AblationMode.mean, .resample] {
            let mask = HeadMask(heads: [HeadID(layer: 0, head: 0)], mode: mode)
            #expect(throws: ExperimentError.self) { try mask.interventions() }
        }
    }
}

/// Reference values for mean ablation.
@Suite struct ReferenceOutputTests {
    @Test func meansLeaveTheFirstPositionOut() throws {
        let model = try Sample.model().model
        let means = try ReferenceOutputs.means(
            model, pool: Sample.pool, texts: FixtureText.all().map(\.tokens))
        for (name, expected) in try #require(Sample.effects()["means"]?.object) {
            let head = try #require(Sample.heads(name).first)
            let found = try #require(means.vector(of: head, at: 0)).map { Optional(Double($0)) }
            #expect(largestDifference(found, expected.numbers) < 1e-4, "head \(name)")
        }
    }

    @Test func aCorpusWithoutTextIsRefused() throws {
        let model = try Sample.model().model
        #expect(throws: ExperimentError.self) {
            try ReferenceOutputs.means(model, pool: Sample.pool, texts: [[5], []])
        }
        #expect(throws: ExperimentError.self) {
            try ReferenceOutputs.outputs(model, pool: Sample.pool, tokens: [])
        }
    }
}

/// Head summaries against the full attention pattern of the numpy implementation.
@Suite struct SummaryTests {
    @Test func everyFieldOfEveryHeadMatches() throws {
        let text = try FixtureText.first()
        let fixture = try #require(Sample.effects()["summaries"])
        let query = try #require(fixture["query"]?.int)
        let result = try SinglePass.run(
            Sample.model().model, pool: Sample.pool, tokens: text.tokens,
            request: ForwardRequest(
                summaries: SummaryRequest(queries: [query], planning: text.planning)))
        let shape = try Sample.model().model.configuration.headShape
        let rows = try #require(fixture["heads"]?.array)
        #expect(rows.count == shape.all.count)
        for (head, expected) in zip(shape.all, rows) {
            let summary = try #require(result.summary(query: query, head: head))
            let found: [Double?] = [
                summary.entropy, summary.normalizedEntropy, summary.sink, summary.previous,
                summary.induction, summary.planning, summary.planningLift,
            ].map { $0.map(Double.init) }
            let numbers = [
                "entropy", "normalizedEntropy", "sink", "previous", "induction", "planning",
                "planningLift",
            ].compactMap { expected[$0]?.double }
            #expect(largestDifference(found, numbers) < 1e-4, "head \(head)")
            let top = try #require(expected["top"]?.array)
            let weights = summary.top.prefix(top.count).map { Optional(Double($0.weight)) }
            #expect(largestDifference(weights, top.compactMap { $0[1]?.double }) < 1e-4)
        }
    }
}
