import Testing

@testable import HeddleAnalysis

@Suite struct PlanningCellTests {
    /// Six move starts, two a bin: 0.1, 0.2 | 0.5, 1 | 2, 3. Edges are the largest of a bin.
    @Test func binsHoldEqualNumbersOfMoveStarts() {
        let cells = PlanningCells(starts: [3, 0.2, 1, 0.1, 2, 0.5], bins: 3)
        #expect(cells.edges == [0.2, 1])
        #expect([0, 0.2, 0.3, 1, 1.1, 99].map(cells.bin) == [0, 0, 1, 1, 2, 2])
        // Groups in the order start, rest, prose, mathematics, three bins each.
        #expect(cells.count == 12 && cells.cell(.mathematics, 0.3) == 10)
    }

    /// 1, 1 | 1, 1 | 2, 3 would part equal values: they stay together in one bin, so that two are
    /// left. All equal are one bin, as are none.
    @Test func equalValuesStayInOneBin() {
        let cells = PlanningCells(starts: [1, 1, 1, 1, 2, 3], bins: 3)
        #expect(cells.edges == [1] && cells.bin(of: 1) == 0 && cells.bin(of: 2) == 1)
        #expect(PlanningCells(starts: [4, 4, 4], bins: 10).bins == 1)
        #expect(PlanningCells(starts: [], bins: 10).bins == 1)
    }
}

@Suite struct PlanningTallyTests {
    /// Two problems, two texts. Baselines in nats and changes under the one effect:
    ///
    ///     text 0  start 0.1 (+0.4)  start 1.0 (+2.0)  math 0.1 (+0.1)  math 0.1 (+0.3)
    ///     text 1  start 1.0 (+1.0)  start 0.1 (0)     math 1.0 (+0.5)  prose 5.0 (+9.0)
    ///
    /// Two bins of two move starts each: up to 0.1, and above.
    private static func tally() -> PlanningTally {
        let texts = [
            PlanningText(
                problem: 0, groups: [nil, .start, .start, .mathematics, .mathematics],
                logprobs: [nil, -0.1, -1, -0.1, -0.1]),
            PlanningText(
                problem: 1, groups: [.start, .start, .mathematics, .prose, nil],
                logprobs: [-1, -0.1, -1, -5, -7]),
        ]
        var tally = PlanningTally(texts: texts, bins: 2, effects: 1, randomSets: 1)
        tally.add([nil, -0.5, -3, -0.2, -0.4], text: 0, effect: 0)
        tally.add([-2, -0.1, -1.5, -14, -9], text: 1, effect: 0)
        tally.add([nil, -1.1, -2, -0.1, -0.1], text: 0, randomSet: 0)
        tally.add([-2, -1.1, -1, -5, -9], text: 1, randomSet: 0)
        return tally
    }

    private func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-6) -> Bool {
        found.map { abs($0 - expected) < tolerance } ?? false
    }

    private static func settings() -> PlanningSweepSettings {
        var settings = PlanningSweepSettings()
        settings.draws = 400
        settings.flips = 400
        return settings
    }

    @Test func groupsAndMatchedDifferencesAreTheHandComputedOnes() throws {
        let figures = try #require(Self.tally().figures(Self.settings()).first)
        // (0.4 + 2 + 1 + 0) / 4
        #expect(near(figures.groups[.start]?.deltaNLL, 0.85))
        #expect(figures.groups[.start]?.tokens == 4)
        // (0.1 + 0.3 + 0.5) / 3
        #expect(near(figures.groups[.mathematics]?.deltaNLL, 0.3))
        #expect(near(figures.groups[.prose]?.deltaNLL, 9))
        #expect(figures.groups[.rest] == nil)
        // Low bin: starts (0.4 + 0) / 2 = 0.2, mathematics (0.1 + 0.3) / 2 = 0.2; high bin: starts
        // (2 + 1) / 2 = 1.5, mathematics 0.5. Each bin has half of the starts: (0 + 1) / 2.
        #expect(near(figures.differences[.mathematics]?.value, 0.5))
        // Prose is in the high bin alone: 1.5 − 9.
        #expect(near(figures.differences[.prose]?.value, -7.5))
        #expect(figures.differences[.rest] == nil)
    }

    @Test func matchingSaysHowGoodItIs() throws {
        let matching = Self.tally().matching
        let mathematics = try #require(matching[.mathematics])
        #expect(mathematics.matchedShare == 1)
        // Starts: (0.1 + 1 + 1 + 0.1) / 4; mathematics: half of 0.1 and half of 1.
        #expect(near(mathematics.startNLL, 0.55))
        #expect(near(mathematics.groupNLL, 0.55))
        // Two starts a bin; the low bin's two tokens weigh 1 each, the high bin's one weighs 2:
        // 4² / (1 + 1 + 4).
        #expect(near(mathematics.effectiveTokens, 16.0 / 6))
        let prose = try #require(matching[.prose])
        #expect(prose.matchedShare == 0.5)
        #expect(near(prose.startNLL, 1))
        #expect(near(prose.groupNLL, 5))
        #expect(matching[.rest] == MatchQuality(matchedShare: 0, startNLL: nil, groupNLL: nil))
        let baseline = Self.tally().baseline
        #expect(baseline[.start]?.tokens == 4)
        #expect(near(baseline[.mathematics]?.meanNLL, 0.4))
    }

    @Test func intervalsComeFromDrawingProblems() throws {
        let figures = try #require(Self.tally().figures(Self.settings()).first)
        // Of two problems a sample is 0 twice (a quarter), 1 twice (a quarter), or both (a half):
        // start means 1.2, 0.5 and 0.85. Standard deviation √(¼·0.35² + ¼·0.35²) = 0.2475.
        let spread = try #require(figures.groups[.start]?.spread)
        #expect(near(spread.interval.lowerBound, 0.5))
        #expect(near(spread.interval.upperBound, 1.2))
        #expect(near(spread.standardError, 0.2475, 0.02))
    }

    @Test func theTestSumsWhatProblemsAdd() throws {
        // Problem 0: starts 0.4 − 0.2 and 2 − 0.5, its mathematics are at their bin's mean: 1.7.
        // Problem 1: starts 0 − 0.2 and 1 − 0.5: 0.3. The sum is 4 × 0.5.
        // t = mean 1 over the standard error 0.98995 / √2 = 0.7.
        let significance = try #require(
            Self.tally().figures(Self.settings()).first?.significance)
        #expect(near(significance.t, 1 / 0.7, 1e-5))
        // One of four sign patterns reaches the sum.
        #expect(near(significance.p, 0.25, 0.08))
        #expect(significance.familyWiseP == significance.p)
        #expect(significance.q == significance.p)
    }

    @Test func randomSetsAreSummedOverAllProblems() throws {
        let random = try #require(Self.tally().randomFigures.first)
        // Starts change by 1, 1, 1, 1 and mathematics by 0.
        #expect(near(random.start, 1))
        #expect(near(random.difference, 1))
    }

    @Test func tokensWithoutANumberAreLeftOutOrVanish() throws {
        let text = PlanningText(
            problem: 0, groups: [.start, .start], logprobs: [-Float.infinity, -1])
        var tally = PlanningTally(texts: [text], bins: 10, effects: 1)
        tally.add([-1, -Float.infinity], text: 0, effect: 0)
        let figures = try #require(tally.figures(Self.settings()).first)
        #expect(figures.groups[.start]?.tokens == 1)
        #expect(figures.groups[.start]?.deltaNLL == 100)
        #expect(figures.groups[.start]?.spread == nil)
        #expect(figures.significance == nil)
    }

    @Test func corporaWithoutMovesHaveNoDifference() {
        let text = PlanningText(problem: 0, groups: [.prose], logprobs: [-1])
        var tally = PlanningTally(texts: [text], bins: 10, effects: 1)
        tally.add([-2], text: 0, effect: 0)
        #expect(tally.matching.isEmpty)
        let figures = tally.figures(Self.settings())
        #expect(figures.first?.groups[.prose]?.deltaNLL == 1)
        #expect(figures.first?.differences.isEmpty == true)
    }

    @Test func aPlaceAmongRandomSetsCountsThoseAtLeastAsLarge() throws {
        // Of −1, 0, 2, 2, 5 two are below 2 and three at least 2: p = 4/6.
        let place = try #require(RandomPlace(of: 2, among: [5, 2, -1, 0, 2]))
        #expect(place.percentile == 0.4)
        #expect(near(place.p, 4.0 / 6))
        #expect(near(place.mean, 1.6))
        #expect(RandomPlace(of: 1, among: []) == nil)
    }

    /// Eight effects on move starts and mathematics alike, which hang together within a problem:
    /// any of them is declared in one of twenty analyses. 200 analyses have a standard error of
    /// 0.0154; three of them.
    @Test func theFamilyWiseErrorIsKeptWithoutAnyDifference() {
        var generator = HeddleAnalysis.SeededGenerator(seed: 5)
        let declared = (0..<200).count { analysis in
            Self.significances(excess: 0, seed: UInt64(analysis), &generator)
                .contains { $0.familyWiseP <= 0.05 }
        }
        #expect(abs(Double(declared) / 200 - 0.05) < 0.047)
    }

    @Test func aDifferenceIsFound() {
        var generator = HeddleAnalysis.SeededGenerator(seed: 6)
        let found = Self.significances(excess: 0.6, seed: 1, &generator)
        #expect(found[3].familyWiseP <= 0.05)
        #expect(found[3].q <= 0.05)
        #expect(found.map(\.t).max() == found[3].t)
    }

    /// 30 problems with two move starts and six tokens of mathematics each, over four bins.
    ///
    /// - Parameter excess: by how much effect 3 hurts move starts more.
    private static func significances(
        excess: Double, seed: UInt64, _ generator: inout HeddleAnalysis.SeededGenerator
    ) -> [EffectSignificance] {
        let groups: [TokenGroup] = [.start, .start] + Array(repeating: .mathematics, count: 6)
        let texts = (0..<30).map { problem in
            PlanningText(
                problem: problem, groups: groups,
                logprobs: groups.map { _ in -Float.random(in: 0..<4, using: &generator) })
        }
        var settings = PlanningSweepSettings()
        settings.bins = 4
        settings.draws = 0
        settings.flips = 199
        settings.seed = seed
        var tally = PlanningTally(texts: texts, bins: settings.bins, effects: 8)
        for (index, text) in texts.enumerated() {
            let shared = groups.map { _ in Float.random(in: -1..<1, using: &generator) }
            for effect in 0..<8 {
                let ablated = text.logprobs.indices.map { token -> Float? in
                    let own = Float.random(in: -0.5..<1, using: &generator)
                    let more = effect == 3 && groups[token] == .start ? Float(excess) : 0
                    return text.logprobs[token].map { $0 - shared[token] - own - more }
                }
                tally.add(ablated, text: index, effect: effect)
            }
        }
        return tally.figures(settings).compactMap(\.significance)
    }
}
