import HeddleAnalysis
import Testing

@Suite struct StatisticsTests {
    @Test func meanAndErrorAreThoseOfTheTextbook() {
        // 2, 4, 4, 4, 5, 5, 7, 9: sum 40, squared distances 32, variance 32/7.
        let statistics = RunningStatistics([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(statistics.mean == 5 && statistics.sum == 40)
        #expect(abs((statistics.variance ?? 0) - 32.0 / 7) < 1e-12)
        #expect(abs((statistics.standardError ?? 0) - (32.0 / 56).squareRoot()) < 1e-12)
        #expect(RunningStatistics([1]).standardError == nil)
        let shifted = RunningStatistics([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        #expect(shifted.variance == 30)
    }

    @Test func percentilesInterpolateAsNumPyDoes() {
        // numpy.percentile([1, 2, 3, 4, 10], [0, 50, 80, 90, 100]) = 1, 3, 5.2, 7.6, 10
        let values: [Float] = [10, 1, 4, 3, 2]
        for (share, expected) in [(0, 1), (0.5, 3), (0.8, 5.2), (0.9, 7.6), (1, 10)] {
            let value = Statistics.percentile(values, share) ?? .nan
            #expect(abs(value - expected) < 1e-9)
        }
        #expect(Statistics.percentile([Float](), 0.5) == nil)
    }

    @Test func theWilsonIntervalIsThatOfTheLiterature() throws {
        // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
        let interval = try #require(Statistics.wilsonInterval(successes: 81, trials: 263))
        #expect(abs(interval.lowerBound - 0.2553) < 5e-5)
        #expect(abs(interval.upperBound - 0.3662) < 5e-5)
        let none = try #require(Statistics.wilsonInterval(successes: 0, trials: 20))
        #expect(none.lowerBound == 0 && abs(none.upperBound - 0.1611) < 5e-5)
        #expect(Statistics.wilsonInterval(successes: 0, trials: 0) == nil)
        // The ends are exact, so that a share of nothing is not shown as 1 %.
        for trials in 1...500 {
            #expect(Statistics.wilsonInterval(successes: 0, trials: trials)?.lowerBound == 0)
            #expect(Statistics.wilsonInterval(successes: trials, trials: trials)?.upperBound == 1)
        }
    }

    @Test(arguments: [
        (0.612, "+0.61"), (3.14e-4, "+3.1e-4"), (-1.26, "-1.3"), (12.3, "+12"), (153.4, "+153"),
        (0.0612, "+0.061"), (0.00612, "+0.0061"), (0, "0"), (0.996, "+1.0"), (9.96, "+10"),
        (-0.0009996, "-0.0010"), (9.96e-8, "+1.0e-7"), (2.5e7, "+2.5e7"), (.nan, "–"),
    ])
    func numbersKeepTwoDigits(_ value: Double, _ text: String) {
        #expect(NumberText.twoDigits(value, signed: true) == text)
    }

    @Test func errorsHaveTheDecimalsOfTheirMean() {
        #expect(NumberText.meanAndError(0.612, 0.0834) == "+0.61 ±0.08")
        #expect(NumberText.meanAndError(0.612, 0.000834) == "+0.61 ±8.3e-4")
        #expect(NumberText.meanAndError(3.1e-4, 2.2e-5) == "+3.1e-4 ±2.2e-5")
        #expect(NumberText.meanAndError(-1.5, nil) == "-1.5")
        #expect(NumberText.meanAndError(12, 3.2) == "+12 ±3")
    }

    @Test func fixedDecimalsAndPercentages() {
        #expect(NumberText.fixed(3.14159, decimals: 2) == "3.14")
        #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
        #expect(NumberText.fixed(0.05, decimals: 2) == "0.05")
        #expect(NumberText.fixed(99.999, decimals: 1) == "100.0")
        #expect(NumberText.percent(0.384) == "38 %")
        #expect(NumberText.percent(0.001) == "1 %" && NumberText.percent(0.999) == "99 %")
        #expect(NumberText.percent(1) == "100 %" && NumberText.percent(0) == "0 %")
    }

    private func effect(_ logprob: Float, _ ablated: Float) -> TokenEffect {
        TokenEffect(logprob: logprob, ablatedLogprob: ablated, kl: 0)
    }

    @Test func totalsKeepPlanningExecutionAndDecisionsApart() throws {
        let labelling = Labelling(
            spans: [],
            moves: [
                PlanningMove(tokens: 2..<4, intent: .open, spans: 0..<1),
                PlanningMove(tokens: 5..<6, intent: .verify, spans: 1..<2),
            ],
            intents: [nil, nil, .open, .open, nil, .verify, nil], lexicon: "")
        let effects: [TokenEffect?] = [
            nil, effect(-1, -9), effect(-1, -2), effect(-1, -4), effect(-2, -1), nil,
            effect(-1, -.infinity),
        ]
        let summary = EffectSummary(effects: effects, labelling: labelling, promptLength: 2)
        // Planning 1 and 3: mean 2, variance 2, error 1.
        #expect(
            summary.planning
                == EffectTotals(deltaNLL: 2, standardError: 1, tokens: 2, total: 4))
        #expect(
            summary.execution
                == EffectTotals(deltaNLL: -1, standardError: nil, tokens: 1, total: -1))
        #expect(summary.decisions?.tokens == 1 && summary.decisions?.deltaNLL == 1)
        let later = EffectSummary(
            effects: effects, labelling: labelling, promptLength: 2, from: 3)
        #expect(later.planning?.tokens == 1 && later.decisions == nil)
        let none = EffectSummary(effects: effects, labelling: .none, promptLength: 2)
        #expect(none == EffectSummary(planning: nil, execution: nil, decisions: nil))
        #expect(summary.planning?.text == "+2.0 ±1.0")
        #expect(summary.json["planning"]?["tokens"] == 2)
    }

    @Test func forksAreTheTokensOfHighestEntropy() {
        let entropies: [Float?] = [9, nil, 0.1, 0.2, 0.3, 0.4, 2, .nan]
        #expect(Landmarks.forks(entropies: entropies, in: 1..<8).positions == [6])
        #expect(Landmarks.forks(entropies: [0.01, 0.02, 0.03], in: 0..<3).isEmpty)
        #expect(Landmarks.forks(entropies: [], in: 0..<9).isEmpty)
    }

    @Test func theMostChangedTokensComeFirst() {
        let effects = [effect(0, -9), effect(-1, -1.5), nil, effect(-3, -1), effect(-1, -1.5)]
        #expect(Landmarks.mostChanged(effects, in: 1..<5) == [3, 1, 4])
        #expect(Landmarks.mostChanged(effects, in: 1..<99, floor: 0.5, limit: 5) == [3])
        #expect(Landmarks.changes(effects, in: 0..<5).positions == [0, 1, 3, 4])
    }
}
