import HeddleAnalysis
import Testing

@Suite struct ResampleStatisticsTests {
    /// Newcombe 1998, Statistics in Medicine 17, table II, method 10.
    @Test(arguments: [
        (Accuracy(correct: 56, count: 70), Accuracy(correct: 48, count: 80), 0.0524, 0.3339),
        (Accuracy(correct: 9, count: 10), Accuracy(correct: 3, count: 10), 0.1705, 0.8090),
        (Accuracy(correct: 6, count: 7), Accuracy(correct: 2, count: 7), 0.0582, 0.8062),
        (Accuracy(correct: 5, count: 56), Accuracy(correct: 0, count: 29), -0.0381, 0.1926),
        (Accuracy(correct: 0, count: 10), Accuracy(correct: 0, count: 20), -0.1611, 0.2775),
        (Accuracy(correct: 10, count: 10), Accuracy(correct: 0, count: 20), 0.6791, 1),
    ]) func differencesHaveNewcombesIntervals(
        _ first: Accuracy, _ second: Accuracy, _ low: Double, _ high: Double
    ) throws {
        let interval = try #require(Statistics.newcombeInterval(first, second))
        #expect(abs(interval.lowerBound - low) < 5e-5)
        #expect(abs(interval.upperBound - high) < 5e-5)
    }

    /// By hand, with z = 2: 1 of 2 has the interval (0.5 + 4/4 ± 2·√(0.125 + 0.25)) / 3
    /// = 0.5 ± 0.408248; 0 of 2 has (0 + 1 ± 2·√0.25) / 3 = 0 … 2/3. The difference 0.5 lies between
    /// 0.5 − √(0.408248² + 0.666667²) and 0.5 + √(0.408248² + 0).
    @Test func aSmallCaseByHand() throws {
        let interval = try #require(
            Statistics.newcombeInterval(
                Accuracy(correct: 1, count: 2), Accuracy(correct: 0, count: 2), z: 2))
        #expect(abs(interval.lowerBound - (0.5 - (1.0 / 6 + 4.0 / 9).squareRoot())) < 1e-12)
        #expect(abs(interval.upperBound - (0.5 + (1.0 / 6).squareRoot())) < 1e-12)
    }

    @Test func nothingCanBeSaidOfNoTrials() {
        let none = Accuracy(correct: 0, count: 0)
        #expect(none.share == nil && none.interval == nil)
        #expect(Statistics.newcombeInterval(none, Accuracy(correct: 1, count: 2)) == nil)
    }

    private func answers(_ counts: [(String?, Int)]) -> AnswerDistribution {
        AnswerDistribution(
            counts.flatMap { answer, count in
                Array(repeating: (answer: answer, correct: answer == "4"), count: count)
            })
    }

    @Test func equalSpellingsAreOneAnswer() {
        let answers = answers([("5", 1), ("4", 2), (" 4. ", 1), (nil, 3), ("Five", 1), ("five", 1)])
        #expect(answers.entries.map(\.answer) == ["4", "Five", "5"])
        #expect(answers.entries.map(\.count) == [3, 2, 1])
        #expect(answers.entries.map(\.correct) == [true, false, false])
        #expect(answers.missing == 3 && answers.total == 6)
    }

    /// ¼ ln(¼ / ¾) + ¾ ln(¾ / ¼) = ½ ln 3; the smoothing moves it by less than 1e-8.
    @Test func divergenceByHand() throws {
        let (kept, without) = (answers([("4", 3), ("5", 1)]), answers([("4", 1), ("5", 3)]))
        #expect(abs(try #require(without.divergence(from: kept)) - 0.549_306_144) < 1e-8)
        #expect(kept.divergence(from: kept) == 0)
    }

    /// Two answers that only one side gave: ln((2 + 1e-9) / 1e-9) but for 2e-8.
    @Test func divergenceOfDisjointAnswersIsFiniteBySmoothing() throws {
        let divergence = answers([("5", 2)]).divergence(from: answers([("4", 2), (nil, 7)]))
        #expect(abs(try #require(divergence) - 21.416_413) < 1e-5)
        #expect(answers([(nil, 2)]).divergence(from: answers([("4", 2)])) == nil)
    }

    /// 7, 8 and = are common to two times five words.
    @Test func likenessByWords() {
        let original = "7 + 8 = 15."
        #expect(SentenceSimilarity.byWords(original, "7 * 8 = 56.") == 0.6)
        #expect(SentenceSimilarity.byWords(original, "7 + 8 = 15!") == 1)
        #expect(SentenceSimilarity.byWords("Let us try", "let US try again") == 6.0 / 7)
        #expect(SentenceSimilarity.byWords("a a b", "a c d") == 1.0 / 3)
        #expect(SentenceSimilarity.byWords(original, "") == 0)
        #expect(SentenceSimilarity.byWords("", " ") == 1)
    }

    @Test func theThresholdItselfIsAlike() {
        let rule = SentenceSimilarity(measure: .embedding)
        #expect(rule.threshold == 0.8)
        #expect(!rule.isDissimilar(0.8) && rule.isDissimilar(0.799_999))
    }
}
