import Foundation
import HeddleAnalysis
import Testing

/// Numbers of scikit-learn, scipy and numpy: Tests/References/symbolic_evidence.py.
private enum Published {
    static func json() throws -> JSONValue {
        try SampleFiles.json(
            SampleFiles.root.appending(
                path: "Tests/HeddleAnalysisTests/Fixtures/symbolic_evidence.json"))
    }
}

extension JSONValue {
    fileprivate var doubles: [Double] { array?.compactMap(\.double) ?? [] }
}

private func distance(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) }.max() ?? 0
}

@Suite struct CorrelationTests {
    /// x = 1, 2, 3 has mean 2, y = 1, 3, 2 mean 2: Σ = (−1)(−1) + 0 + (1)(0) = 1, both Σ² = 2.
    @Test func pearsonByHand() {
        #expect(Correlation.pearson([1, 2, 3], [1, 3, 2]) == 0.5)
        #expect(Correlation.pearson([1, 2, 3], [2, 2, 2]) == nil)
        #expect(Correlation.pearson([1], [1]) == nil)
    }

    /// 7 is first, the two 9 share the places 2 and 3.
    @Test func ranksShareEqualPlaces() {
        #expect(Correlation.ranks([9, 7, 9, 12]) == [2.5, 1, 2.5, 4])
    }

    /// Ranks of 1, 10, 100 and of 1, 50, 2 are 1, 2, 3 and 1, 3, 2: the case above, 0.5.
    @Test func spearmanByHand() {
        #expect(Correlation.spearman([1, 10, 100], [1, 50, 2]) == 0.5)
        #expect(Correlation.spearman([1, 2], [1, 2, 3]) == nil)
    }

    /// Three pairs drawn three times, 27 ways: one pair alone (3 ways) has no r, two pairs are a
    /// line, up (12) or down (6), all three (6) have 0.5. Of the 24 with an r a quarter is −1 and
    /// half is 1: the middle 95 % are everything. On one line every r is 1.
    @Test func intervalsByHand() {
        #expect(Correlation.interval([1, 2, 3], [1, 3, 2], draws: 400, seed: 1) == -1...1)
        #expect(Correlation.interval([1, 2, 3], [2, 4, 6], draws: 400, seed: 1) == 1...1)
        #expect(Correlation.interval([1], [1], draws: 400, seed: 1) == nil)
    }

    @Test func agreesWithScipy() throws {
        let expected = try #require(Published.json()["correlation"])
        let left = try #require(expected["left"]).doubles
        let right = try #require(expected["right"]).doubles
        let pearson = try #require(Correlation.pearson(left, right))
        let spearman = try #require(Correlation.spearman(left, right))
        #expect(abs(pearson - (expected["pearson"]?.double ?? 9)) < 1e-12)
        #expect(abs(spearman - (expected["spearman"]?.double ?? 9)) < 1e-12)
        let p = try #require(Correlation.permutationP(left, right, permutations: 20_000, seed: 1))
        #expect(abs(p - (expected["pearsonP"]?.double ?? 9)) < 0.01)
        let interval = try #require(Correlation.interval(left, right, draws: 500, seed: 1))
        #expect(interval.contains(pearson))
    }

    /// Of the six orders of three numbers, two have |r| = 1.
    @Test func permutationsAreCounted() throws {
        let p = try #require(
            Correlation.permutationP([1, 2, 3], [1, 2, 3], permutations: 30_000, seed: 3))
        #expect(abs(p - 1 / 3) < 0.01)
    }
}

@Suite struct SimilarityTests {
    /// Rows (1,0), (2,0), (0,3), (1,1): cosines 1, 0, 0, √½, √½, √½ below the diagonal row by row.
    @Test func cosinesByHand() {
        let cosines = SimilarityAnalysis.cosines([[1, 0], [2, 0], [0, 3], [1, 1]])
        let triangle = SimilarityAnalysis.lowerTriangle(cosines, rows: 4)
        let half = 0.5.squareRoot()
        #expect(distance(triangle, [1, 0, 0, half, half, half]) < 1e-6)
        #expect((0..<4).allSatisfy { abs(cosines[$0 * 5] - 1) < 1e-6 })
    }

    /// Labels A, A, B: predicted 1 | 0, 0. Cosines 0.8 | 0.2, 0.4: r by hand from the deviations
    /// (1/3)(0.8 − 1.4/3)…: Σxy = 2/3·1/3 + 1/3·4/15 + 1/3·1/15 = 1/3, Σx² = 2/3, Σy² = 14/75.
    @Test func correlationWithPrediction() throws {
        let predicted = SimilarityAnalysis.predicted(["A", "A", "B"])
        #expect(predicted == [1, 1, 0, 1, 1, 0, 0, 0, 1])
        let matrix = [1, 0.8, 0.2, 0.8, 1, 0.4, 0.2, 0.4, 1]
        let r = try #require(SimilarityAnalysis.correlation(matrix, predicted, rows: 3))
        #expect(abs(r - (1.0 / 3) / (2.0 / 3 * 14 / 75).squareRoot()) < 1e-12)
    }

    /// Four rows to two: cells are means of 2 × 2 blocks.
    @Test func matricesAreAveraged() {
        let values = [
            1, 0, 0.5, 0.5,
            0, 1, 0.5, 0.5,
            0.5, 0.5, 1, 1,
            0.5, 0.5, 1, -1,
        ]
        let matrix = SimilarityMatrix(averaging: values, rows: 4, limit: 2)
        #expect(matrix.hundredths == [50, 50, 50, 50])
        #expect(SimilarityMatrix(averaging: values, rows: 4)[3, 3] == -1)
    }
}

@Suite struct LogisticRegressionTests {
    @Test func agreesWithScikitLearn() throws {
        let data = try #require(Published.json()["logistic"])
        let rows = try #require(data["rows"]?.array).map(\.doubles)
        let labels = try #require(data["labels"]?.array).compactMap(\.bool)
        for fit in try #require(data["fits"]?.array) {
            let penalty = try #require(fit["penalty"]?.double)
            let model = LogisticRegression(
                rows: rows, labels: labels, penalty: penalty, tolerance: 1e-9)
            #expect(distance(model.weights, try #require(fit["weights"]).doubles) < 1e-5)
            #expect(abs(model.intercept - (fit["intercept"]?.double ?? 99)) < 1e-5)
            #expect(model.correct(rows, labels) == fit["correct"]?.int)
        }
    }

    /// One feature, x = ±1 with labels ±: the gradient of Σ log(1 + e^(−w)) + w²/2 over two
    /// examples is zero where w = 2/(1 + e^w), w = 0.6748….
    @Test func oneWeightByHand() {
        let model = LogisticRegression(
            rows: [[1], [-1]], labels: [true, false], penalty: 1, tolerance: 1e-10)
        let w = model.weights[0]
        #expect(abs(w * (1 + w.exponential) - 2) < 1e-8)
        #expect(abs(model.intercept) < 1e-8)
    }

    @Test func readsWhatIsThereAndNothingElse() {
        var generator = SeededGenerator(seed: 4)
        func data(_ count: Int) -> DecodingData {
            let labels = (0..<count).map { $0.isMultiple(of: 2) }
            let rows = labels.map { label in
                (0..<6).map { feature in
                    Float.random(in: -1...1, using: &generator)
                        + (feature == 2 ? (label ? 1.5 : -1.5) : 0)
                }
            }
            return DecodingData(rows: rows, labels: labels)
        }
        let (train, validation, test) = (data(80), data(40), data(200))
        let found = LinearDecoding(train: train, validation: validation, test: test)
        #expect(found.correct >= 198)
        let control = LinearDecoding.control(
            train: train, validation: validation, test: test, seed: 1)
        #expect((40...160).contains(control.correct))
    }
}

@Suite struct CopyingScoreTests {
    @Test func eigenvaluesAgreeWithNumpy() throws {
        for entry in try #require(Published.json()["eigenvalues"]?.array) {
            let rows = try #require(entry["rows"]?.int)
            let matrix = try #require(entry["matrix"]).doubles
            let found = try #require(Eigenvalues.of(matrix, rows: rows))
            let expected = zip(
                try #require(entry["real"]).doubles, try #require(entry["imaginary"]).doubles)
            var left = found
            for (real, imaginary) in expected {
                let nearest = try #require(
                    left.indices.min {
                        size(left[$0], real, imaginary) < size(left[$1], real, imaginary)
                    })
                #expect(size(left[nearest], real, imaginary) < 1e-9)
                left.remove(at: nearest)
            }
            let score = try #require(CopyingScore.score(matrix, rows: rows))
            #expect(abs(score - (entry["score"]?.double ?? 9)) < 1e-9)
        }
    }

    private func size(_ value: Eigenvalues.Value, _ real: Double, _ imaginary: Double) -> Double {
        max(abs(value.real - real), abs(value.imaginary - imaginary))
    }

    /// Eigenvalues 3 and −1: (3 − 1) / (3 + 1). A quarter turn has ±i: 0 / 2.
    @Test func scoresByHand() {
        #expect(CopyingScore.score([3, 0, 0, -1], rows: 2) == 0.5)
        #expect(CopyingScore.score([0, -1, 1, 0], rows: 2) == 0)
        #expect(CopyingScore.score([0, 0, 0, 0], rows: 2) == nil)
        #expect(CopyingScore.score([.nan], rows: 1) == nil)
    }
}

extension CopyingScoreTests {
    /// A map of three tokens through two dimensions, A (3 × 2) times B (2 × 3), has the eigenvalues
    /// of B times A, here 3 and −1, and a zero: A = (1 0 | 0 1 | 1 1), B = (3 0 0 | 0 −1 0).
    @Test func theSmallProductHasTheScoreOfTheWholeMap() throws {
        let whole = try #require(
            CopyingScore.score([3, 0, 0, 0, -1, 0, 3, -1, 0], rows: 3))
        #expect(abs(whole - 0.5) < 1e-12)
        #expect(CopyingScore.score([3, 0, 0, -1], rows: 2) == 0.5)
    }
}

@Suite struct KnownHeadScoreTests {
    /// Two tokens twice, positions 0-3: query 2 should look at key 1, query 3 at key 2.
    @Test func scoresByHand() throws {
        let rows: [[Float]] = [
            [1], [0.5, 0.5], [0.25, 0.5, 0.25], [0.125, 0.125, 0.75, 0],
        ]
        #expect(KnownHeadScores.prefixMatching(rows, length: 2, offset: 0) == (0.5 + 0.75) / 2)
        #expect(KnownHeadScores.previousToken(rows) == (0.5 + 0.5 + 0.75) / 3)
        #expect(KnownHeadScores.prefixMatching(rows, length: 2, offset: 1) == nil)
        #expect(KnownHeadScores.previousToken([[1]]) == nil)
    }

    @Test func correlationsAreByKindAndScore() throws {
        let symbolic: [SymbolicHeadKind: [[Double]]] = [.induction: [[1, 2], [3, 4]]]
        let known: [KnownHeadScore: [[Double]]] = [
            .prefixMatching: [[2, 4], [6, 8]], .copying: [[1, 1], [1, 1]],
        ]
        let found = KnownHeadScores.correlations(
            symbolic, known, permutations: 100, draws: 100, seed: 1)
        #expect(found.map(\.known) == [.prefixMatching, .copying])
        #expect(found[0].pearson == 1 && found[0].spearman == 1 && found[0].heads == 4)
        #expect(found[1].pearson == nil && found[1].pearsonP == nil)
    }
}

@Suite struct AblationPlanTests {
    private let scores = [[5.0, 1, 3], [0, 4, 2]]

    /// Order by score: 0.0 (5), 1.1 (4), 0.2 (3), 1.2 (2), 0.1 (1), 1.0 (0).
    @Test func setsByHand() {
        let plan = AblationPlan(scores: scores, step: 2, randomStep: 4, draws: 3, seed: 1)
        #expect(plan.ranked.map(\.count) == [0, 2, 4, 6])
        #expect(HeadSelection.format(plan.ranked[1].heads) == "0.0 1.1")
        #expect(HeadSelection.format(plan.ranked[2].heads) == "0.0 0.2 1.1 1.2")
        // One head of each layer, then two: the layer's lowest.
        #expect(HeadSelection.format(plan.lowest[1].heads) == "0.1 1.0")
        #expect(HeadSelection.format(plan.lowest[2].heads) == "0.1 0.2 1.0 1.2")
        #expect(plan.random.map { $0.map(\.count) } == [[0], [4, 4, 4], [6]])
        #expect(Set(plan.random[1].flatMap(\.heads)).count > 4)
    }

    @Test func equalSeedsGiveEqualSets() {
        let plan = AblationPlan(scores: scores, seed: 7)
        #expect(plan == AblationPlan(scores: scores, seed: 7))
        #expect(plan != AblationPlan(scores: scores, step: 2, randomStep: 2, seed: 8))
    }

    @Test func stepsGrowWithTheModel() {
        #expect(AblationPlan.steps(heads: 48) == (2, 10))
        #expect(AblationPlan.steps(heads: 144).ranked == 6)
        #expect(1024 / AblationPlan.steps(heads: 1024).ranked <= 30)
    }
}

@Suite struct IdentityLayoutTests {
    /// `a ^ b ^ a \n c ^ d ^ c \n e ^ f ^`: third items 4 and 10, the last position 15.
    @Test func positionsByHand() {
        let layout = IdentityLayout(shots: 2, beginsText: false)
        #expect(layout.tokenCount == 16 && layout.last == 15)
        #expect(layout.thirdItems == [4, 10])
        #expect(layout.match(1, .aba) == 6 && layout.match(1, .abb) == 8)
        #expect(layout.other(2, .aba) == 14 && layout.match(0, .aab) == nil)
        let later = IdentityLayout(shots: 2, beginsText: true)
        #expect(later.thirdItems == [5, 11] && later.last == 16)
        #expect(IdentityLayout(tokens: 16, beginsText: true) == later)
        #expect(IdentityLayout(tokens: 15, beginsText: false) == nil)
    }
}

@Suite struct WeightedMeanTests {
    /// (2·1 + 1·4) / 3; a head without a value and one with a negative score are left out.
    @Test func byHand() {
        let heads = [(0, 2.0), (1, 1.0), (2, 5.0), (3, -1.0)].map {
            ScoredHead(head: HeadID(layer: 0, head: $0.0), score: $0.1)
        }
        let grid: [[Double?]] = [[1, 4, nil, 100]]
        #expect(heads.weightedMean(grid.value(of:)) == 2)
        #expect([ScoredHead]().weightedMean(grid.value(of:)) == nil)
    }
}

@Suite struct RowMeanTests {
    /// (1 + 2 + 6) / 3 and (4 + 0 + 2) / 3; the row without a second number counts as zero there.
    @Test func byHand() {
        #expect(RowMean.of([[1, 4], [2], [6, 2]] as [[Double]]) == [3, 2])
        #expect(RowMean.of([[1, 4], [2, -4]] as [[Float]]) == [1.5, 0])
        #expect(RowMean().values.isEmpty)
    }
}

@Suite struct FunctionVectorScoreTests {
    /// Two prompts, two heads. The right answer has 1/4 and 1/2 untouched; with the mean output of
    /// head 0 put in 1/2 and 3/4, of head 1 1/4 and 1/4.
    ///
    ///     base    (1/4 + 1/2) / 2 = 3/8
    ///     head 0  ((1/2 − 1/4) + (3/4 − 1/2)) / 2 = 1/4
    ///     head 1  ((1/4 − 1/4) + (1/4 − 1/2)) / 2 = −1/8
    @Test func risesByHand() {
        var score = FunctionVectorScore()
        #expect(score.base == 0 && score.rises.isEmpty)
        score.add(unpatched: 1.0 / 4, patched: [1.0 / 2, 1.0 / 4])
        score.add(unpatched: 1.0 / 2, patched: [3.0 / 4, 1.0 / 4])
        #expect(score.prompts == 2)
        #expect(score.base == 3.0 / 8)
        #expect(score.rises == [1.0 / 4, -1.0 / 8])
    }
}

@Suite struct AblationPointTests {
    private func answers(_ given: [(Double, Bool)]) -> [AblationPoint.Answer] {
        given.map { AblationPoint.Answer(probability: $0.0, isRight: $0.1) }
    }

    /// One set: 1, 1/2, 0 have mean 1/2, variance (1/4 + 0 + 1/4) / 2 = 1/4, standard error
    /// √(1/4 / 3); two of three right.
    @Test func oneSetHasTheErrorOverPrompts() throws {
        let point = AblationPoint(
            heads: 2, answers: [answers([(1, true), (0.5, true), (0, false)])])
        #expect(point.heads == 2 && point.probability == 0.5)
        #expect(abs(point.accuracy - 2.0 / 3) < 1e-12)
        #expect(abs(try #require(point.spread) - (1.0 / 12).squareRoot()) < 1e-12)
        #expect(AblationPoint(heads: 0, answers: [answers([(1, true)])]).spread == nil)
    }

    /// Two random sets with means (1 + 1/2) / 2 = 3/4 and (1/2 + 0) / 2 = 1/4: mean 1/2, standard
    /// deviation √(2 · (1/4)² / 1) = √(1/8); one of four right.
    @Test func severalSetsHaveTheDeviationOverSets() throws {
        let point = AblationPoint(
            heads: 4,
            answers: [answers([(1, true), (0.5, false)]), answers([(0.5, false), (0, false)])])
        #expect(point.probability == 0.5 && point.accuracy == 0.25)
        #expect(abs(try #require(point.spread) - 0.125.squareRoot()) < 1e-12)
    }
}

@Suite struct AttentionMassTests {
    /// Two examples, two prompts; head 0.1 gives in the first prompt 0.5 and 0.25 to the third
    /// items' matches, in the second 0.25 and nothing.
    ///
    ///     by example  (0.5 + 0.25) / 2 = 0.375, (0.25 + 0) / 2 = 0.125
    ///     mean        (0.375 + 0.125) / 2 = 0.25
    ///
    /// To the two third items it gives 0.5 and 0.25, then 0.125 and 0.125: 0.3125 + 0.1875, summed
    /// 0.5. Third items stand at 4 and 10 and see 5 and 11 keys, the last position, 15, sees 16.
    @Test func byHand() {
        let head = HeadID(layer: 0, head: 1)
        func place(_ link: AttentionEvidence.Link, _ example: Int) -> AttentionPlace {
            AttentionPlace(link: link, example: example)
        }
        var mass = AttentionMass(IdentityLayout(shots: 2, beginsText: false))
        mass.add([
            head: [
                place(.thirdToMatch, 0): 0.5, place(.thirdToMatch, 1): 0.25,
                place(.lastToThirdItems, 0): 0.5, place(.lastToThirdItems, 1): 0.25,
                place(.lastToAnswer, 2): 0.75,
            ]
        ])
        mass.add([
            head: [
                place(.thirdToMatch, 0): 0.25,
                place(.lastToThirdItems, 0): 0.125, place(.lastToThirdItems, 1): 0.125,
                place(.lastToAnswer, 2): 0.25,
            ]
        ])
        #expect(mass.prompts == 2)
        #expect(mass.byExample(.thirdToMatch, head) == [0.375, 0.125])
        #expect(mass.mean(.thirdToMatch, head) == 0.25)
        #expect(mass.byExample(.lastToThirdItems, head) == [0.3125, 0.1875])
        #expect(mass.mean(.lastToThirdItems, head) == 0.5)
        #expect(mass.mean(.lastToAnswer, head) == 0.5)
        #expect(mass.mean(.lastToAnswer, HeadID(layer: 0, head: 0)) == 0)
        #expect(abs(mass.chance(.thirdToOther) - (1.0 / 5 + 1.0 / 11) / 2) < 1e-12)
        #expect(mass.chance(.lastToThirdItems) == 2.0 / 16)
        #expect(mass.chance(.lastToOther) == 1.0 / 16)
    }

    /// `a ^ b ^ a \n c ^ d ^ c \n e ^ f ^` of ABA; under ABB the match is the second item.
    @Test func placesByHand() {
        let layout = IdentityLayout(shots: 2, beginsText: false)
        #expect(AttentionPlace.all(layout).count == 3 * 2 + 2)
        let match = AttentionPlace(link: .thirdToMatch, example: 1)
        #expect(match.query(layout) == 10)
        #expect(match.key(layout, .aba) == 6 && match.key(layout, .abb) == 8)
        let other = AttentionPlace(link: .lastToOther, example: 2)
        #expect(other.query(layout) == 15)
        #expect(other.key(layout, .aba) == 14 && other.key(layout, .abb) == 12)
        let third = AttentionPlace(link: .lastToThirdItems, example: 0)
        #expect(third.query(layout) == 15 && third.key(layout, .aba) == 4)
    }
}
