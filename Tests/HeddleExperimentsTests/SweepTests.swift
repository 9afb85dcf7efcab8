import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct SweepTests {
    @Test(arguments: SweepMetric.allCases)
    func everyHeadMatches(_ metric: SweepMetric) throws {
        let expected = try #require(Sample.effects()["sweep"])
        let target = try #require(expected["target"]?.int)
        var steps: [Int] = []
        let result = try HeadSweep.sweep(
            Sample.model().model, pool: Sample.pool, tokens: FixtureText.first().tokens,
            target: target, metric: metric, mode: .zero, progress: { steps.append($0) })
        #expect(result.position.target == target)
        #expect(result.position.query == target - 1)
        // 39 positions of 8 heads through 6 layers, then 5, … 1: 1872, 1560, 1248, 936, 624, 312, and
        // a step has room for 768 through 6.
        #expect(steps == [16, 48])
        let found = result.effects.flatMap { $0 }.map { $0.map(Double.init) }
        #expect(
            largestDifference(found, try #require(expected[metric.rawValue]).numbers) < 1e-4)
    }

    @Test(arguments: [0, -1, 51, 1000]) func tokensWithoutPredictionAreRefused(
        _ target: Int
    ) throws {
        let tokens = try FixtureText.first().tokens
        #expect(tokens.count == 51)
        #expect(throws: ExperimentError.self) {
            try HeadSweep.sweep(
                Sample.model().model, pool: Sample.pool, tokens: tokens, target: target,
                metric: .kl, mode: .zero)
        }
    }
}
