import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct PlanningSweepTests {
    /// The fixture's texts; a group for every response token: starts where planning begins.
    private static func texts() throws -> [SweepText] {
        try FixtureText.all().enumerated().map { index, text in
            let groups = text.planning.indices.map { token -> TokenGroup? in
                guard token >= text.promptLength else { return nil }
                guard text.planning[token] else { return .mathematics }
                return token > 0 && text.planning[token - 1] ? .rest : .start
            }
            return SweepText(
                tokens: text.tokens, promptLength: text.promptLength, labelling: text.labelling,
                problem: "problem \(index)", groups: groups)
        }
    }

    private static func settings() -> PlanningSweepSettings {
        var settings = PlanningSweepSettings()
        settings.draws = 20
        settings.flips = 50
        settings.bins = 1
        settings.randomSets = 2
        return settings
    }

    @Test func everyHeadMatchesPyTorch() throws {
        let sweep = try HeadSweep.byPlanning(
            PlanningSweepRequest(
                texts: Self.texts(), mode: .zero, settings: Self.settings()),
            model: Sample.model().model, pool: Sample.pool)
        #expect(sweep.effects.count == 48)
        for (name, expected) in try #require(Sample.effects()["byPlanning"]?.object) {
            let effect = try #require(sweep.effect(of: Set(Sample.heads(name))))
            try expectEqual(effect.summary.planning, expected["planning"])
            try expectEqual(effect.summary.execution, expected["execution"], within: 1e-3)
            // The groups are the same tokens cut finer.
            let start = try #require(effect.groups[.start])
            let rest = try #require(effect.groups[.rest])
            let planning = try #require(expected["planning"])
            #expect(start.tokens + rest.tokens == planning["tokens"]?.int)
            let total =
                start.deltaNLL * Double(start.tokens) + rest.deltaNLL * Double(rest.tokens)
            #expect(abs(total - (planning["total"]?.double ?? .infinity)) < 1e-3)
            #expect(effect.random?.sets == 7)
        }
    }

    @Test func aSetIsOneRowWithRandomSetsBesideIt() throws {
        var steps: [Int] = []
        let heads = try Sample.heads("0.0,5.0")
        let sweep = try HeadSweep.byPlanning(
            PlanningSweepRequest(
                texts: Self.texts(), sets: [heads, [heads[0]]], mode: .zero,
                settings: Self.settings(), kinds: [heads[1]: [.retrieval]]),
            model: Sample.model().model, pool: Sample.pool
        ) { done, total in
            steps.append(done)
            #expect(done <= total)
        }
        #expect(sweep.effects.map(\.heads) == [[heads[0]], heads])
        #expect(sweep.effects.map { $0.random?.sets } == [2, 2])
        #expect(sweep.effects.map(\.kinds) == [[], [.retrieval]])
        #expect(steps == steps.sorted())
        let copy = try PlanningSweep(json: JSONValue(json: sweep.json.compactBytes))
        #expect(copy == sweep)
    }

    @Test func aCorpusWithoutTextIsRefused() throws {
        #expect(throws: ExperimentError.self) {
            try HeadSweep.byPlanning(
                PlanningSweepRequest(
                    texts: [
                        SweepText(
                            tokens: [1], promptLength: 0, labelling: .none, problem: "p",
                            groups: [nil])
                    ], mode: .zero),
                model: Sample.model().model, pool: Sample.pool)
        }
    }
}
