import HeddleAnalysis
import Testing

@Suite struct SignFlipTestTests {
    /// Pair 1 scores (3, 1), pair 2 (1, −1). The four sign vectors give means (2, 0), (1, 1),
    /// (−1, −1), (−2, 0), whose maxima 2, 1, −1, 0 come a quarter of the time each.
    private let pairs = [[[3.0, 1.0], [1.0, -1.0]]]

    @Test func thresholdIsTheQuantileOfTheLargestMean() throws {
        let third = try #require(SignFlipTest(flips: 4000, familyWiseError: 0.35).run(pairs))
        #expect(third.means == [2, 0])
        #expect(third.threshold == 1)
        let tenth = try #require(SignFlipTest(flips: 4000, familyWiseError: 0.1).run(pairs))
        #expect(tenth.threshold == 2)
        let half = try #require(SignFlipTest(flips: 4000, familyWiseError: 0.65).run(pairs))
        #expect(half.threshold == 0)
    }

    @Test func pValuesCountFlipsThatReachTheValue() throws {
        let outcome = try #require(SignFlipTest(flips: 4000).run(pairs))
        #expect(abs(outcome.pValues[0] - 0.25) < 0.03)
        #expect(abs(outcome.pValues[1] - 0.75) < 0.03)
    }

    @Test func standardErrorsAndStudentisedMeans() throws {
        // Scores 3 and 1: variance 2, standard error 1, t = 2. Scores 1 and −1: mean 0.
        let one = try #require(SignFlipTest(flips: 10).run(pairs))
        #expect(one.standardErrors == [1, 1])
        #expect(one.studentized == [2, 0])
        // Two groups that count alike: means 2 and 5, their mean 3.5; √(1² + 2²) / 2 = √5 / 2.
        let two = try #require(
            SignFlipTest(flips: 10).run([[[3], [1]], [[7], [3]]]))
        #expect(two.means == [3.5])
        let error = try #require(two.standardErrors[0])
        #expect(abs(error - 1.118_033_988_75) < 1e-10)
        // Groups of unequal size still count alike: (2 + 4) / 2 and not (3 + 1 + 4 + 4 + 4) / 5.
        let unequal = try #require(
            SignFlipTest(flips: 10).run([[[3], [1]], [[4], [4], [4]]]))
        #expect(unequal.means == [3])
    }

    /// Scores (3, 2) and (1, −1). Mean over standard error √(variance / 2) of both heads:
    ///
    ///     + +   2 / 1 = 2       0.5 / 1.5 = 1/3
    ///     + −   1 / 2 = 0.5     1.5 / 0.5 = 3
    ///     − +   −0.5            −3
    ///     − −   −2              −1/3
    ///
    /// so the largest are 2, 3, −0.5 and −1/3, a quarter of the time each (the largest means are 2,
    /// 1.5, −1 and −0.5).
    @Test func theLargestStudentisedMeanHasItsOwnThreshold() throws {
        let scores = [[[3.0, 2], [1, -1]]]
        func outcome(_ error: Double) throws -> SignFlipTest.Outcome {
            try #require(SignFlipTest(flips: 4000, familyWiseError: error).run(scores))
        }
        let tenth = try outcome(0.1)
        #expect(tenth.standardErrors == [1, 1.5])
        #expect(tenth.studentized[0] == 2 && abs(tenth.studentized[1] - 1.0 / 3) < 1e-12)
        #expect(tenth.threshold == 2 && abs(tenth.studentizedThreshold - 3) < 1e-12)
        let third = try outcome(0.35)
        #expect(third.threshold == 1.5 && third.studentizedThreshold == 2)
        let half = try outcome(0.65)
        #expect(half.threshold == -0.5)
        #expect(abs(half.studentizedThreshold + 1.0 / 3) < 1e-12)
        // One of four reaches the mean 2, two its t of 2.
        #expect(abs(tenth.pValues[0] - 0.25) < 0.03)
        #expect(abs(tenth.studentizedPValues[0] - 0.5) < 0.03)
        #expect(abs(tenth.studentizedPValues[1] - 0.5) < 0.03)
    }

    @Test func scoresWithoutSpreadAndWithoutPairs() throws {
        let outcome = try #require(SignFlipTest(flips: 100).run([[[0, 2], [0, 2], [0, 2]]]))
        #expect(outcome.studentized[0] == 0)
        #expect(outcome.studentized[1].isFinite && outcome.studentized[1] > 1e6)
        let single = try #require(SignFlipTest(flips: 100).run([[[1]]]))
        #expect(single.standardErrors == [nil])
        #expect(SignFlipTest().run([]) == nil)
        #expect(SignFlipTest(flips: 100).run([[[1]]], cancelled: { true }) == nil)
    }

    @Test func equalSeedsGiveEqualThresholds() {
        var generator = SeededGenerator(seed: 3)
        let data = [NullScores(heads: 5, spread: { Double($0 + 1) }).draw(9, using: &generator)]
        let test = SignFlipTest(flips: 300, seed: 7)
        #expect(test.run(data) == test.run(data))
    }

    /// Data without any effect, of heads whose spreads differ by a factor of 24 and whose scores
    /// hang together within a pair: some head is called significant in about one of twenty data
    /// sets, by either statistic.
    @Test func falsePositivesComeAtTheStatedRate() throws {
        var generator = SeededGenerator(seed: 11)
        let source = NullScores(heads: 12, spread: { Double($0 * 2 + 1) })
        let sets = 600
        var byMean = 0
        var byStudentisedMean = 0
        for index in 0..<sets {
            let data = [
                source.draw(12, using: &generator), source.draw(15, using: &generator),
            ]
            let test = SignFlipTest(flips: 199, seed: UInt64(index))
            let outcome = try #require(test.run(data))
            if outcome.means.contains(where: { $0 > outcome.threshold }) { byMean += 1 }
            if outcome.studentized.contains(where: { $0 > outcome.studentizedThreshold }) {
                byStudentisedMean += 1
            }
        }
        // 0.05 ± three standard errors, √(0.05 · 0.95 / 600) = 0.0089 each.
        #expect((0.023...0.077).contains(Double(byMean) / Double(sets)))
        #expect((0.023...0.077).contains(Double(byStudentisedMean) / Double(sets)))
    }

    /// A strong head flipped with the rest makes the largest mean large: a weak but steady head
    /// stays below that threshold and above the studentised one.
    @Test func oneStrongHeadHidesOthersFromTheMeanAlone() throws {
        var generator = SeededGenerator(seed: 5)
        let noise = NullScores(heads: 2, spread: { _ in 0.1 }).draw(20, using: &generator)
        let data = noise.map { [20 + $0[0], 1 + $0[1]] }
        let outcome = try #require(SignFlipTest(flips: 1000).run([data]))
        #expect(outcome.means[0] > outcome.threshold)
        #expect(outcome.means[1] < outcome.threshold)
        #expect(outcome.studentized[1] > outcome.studentizedThreshold)
    }
}

/// Scores that are symmetric about zero.
private struct NullScores {
    var heads: Int
    var spread: (Int) -> Double

    func draw(_ pairs: Int, using generator: inout SeededGenerator) -> [[Double]] {
        (0..<pairs).map { _ in
            let common = normal(&generator)
            return (0..<heads).map { spread($0) * (0.5 * common + normal(&generator)) }
        }
    }

    /// The sum of twelve uniform numbers, near enough to a normal one.
    private func normal(_ generator: inout SeededGenerator) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
    }
}
