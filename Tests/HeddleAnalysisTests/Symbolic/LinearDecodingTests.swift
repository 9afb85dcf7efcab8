import HeddleAnalysis
import Testing

/// One feature and three training examples, worked out on paper. The second feature is 7 in all of
/// them: it has no deviation to divide by, is 0 everywhere after scaling, and whatever stands there
/// outside of training must change nothing.
///
/// Training x = 0, 1, 2 has mean 1 and variance (1 + 0 + 1) / 2 = 1, so z = x − 1 = −1, 0, 1.
/// Labels F, T, T. With w the weight, b the intercept, p₁, p₂, p₃ the probabilities of T at z = −1,
/// 0, 1, and λ the penalty, the minimum of Σ log(1 + e^(−y·f)) + λw²/2 has
///
///     p₁ + p₂ + p₃ = 2                     (b is not penalised)
///     λw = 1 − (p₃ − p₁)                   (so w > 0 and p₁ < p₂ < p₃)
///
/// The logistic function is nowhere steeper than 1/4, hence p₃ − p₁ ≤ w/2, and the probabilities
/// have the mean 2/3, hence p₁ ≤ 2/3 ≤ p₃, where p = 2/3 at log 2 = 0.693:
///
///     1/(λ + ½) ≤ w ≤ 1/λ
///     0.693 − w ≤ b ≤ 0.693 + w
@Suite struct LinearDecodingTests {
    /// Examples at scaled places z; the second feature is 7 in training alone.
    private static func data(
        _ examples: [(z: Float, label: Bool)], other: Float = 900
    ) -> DecodingData {
        DecodingData(
            rows: examples.map { [$0.z + 1, other] }, labels: examples.map(\.label))
    }

    private let train = Self.data([(-1, false), (0, true), (1, true)], other: 7)
    private let test = Self.data([(-3, false), (-10, false), (10, true), (10, false)], other: -1e6)

    /// Validation z = −3 (F) and 3 (T).
    /// - λ = 100: w ≤ 0.01, b ≥ 0.683: b − 3w ≥ 0.65, so T: one of two.
    /// - λ = 10: w ≤ 0.1, b ≥ 0.593: b − 3w ≥ 0.29, so T: one of two.
    /// - λ = 1: w ≥ 2/3, b − 3w ≤ 0.693 − 2w ≤ −0.64, so F; b + 3w > 0: two of two. So are the
    ///   smaller ones, where w is larger; the largest of equally good penalties is taken.
    ///
    /// Test with λ = 1: −3 and −10 are F, 10 is T: three of four.
    @Test func thePenaltyThatDoesBestOnValidationIsTaken() {
        let found = LinearDecoding(
            train: train, validation: Self.data([(-3, false), (3, true)]), test: test)
        #expect(found.penalty == 1)
        #expect(found.correct == 3)
    }

    /// Validation z = −10 (F).
    /// - λ = 100: b − 10w ≥ 0.683 − 0.1 > 0, so T: none.
    /// - λ = 10: w ≥ 1/10.5 = 0.095, b − 10w ≤ 0.693 − 9w ≤ −0.16, so F: one, as all below.
    ///
    /// Test with λ = 10: −3 is T (see above), −10 is F, 10 is T: two of four.
    @Test func anotherValidationTakesAnotherPenalty() {
        let found = LinearDecoding(
            train: train, validation: Self.data([(-10, false)]), test: test)
        #expect(found.penalty == 10)
        #expect(found.correct == 2)
    }

    /// All penalties put z = 10 into T, so the largest is kept; it puts −3 and −10 into T as well:
    /// one of four. So it is without validation.
    @Test func ofEquallyGoodPenaltiesTheLargestIsTaken() {
        for examples in [[(z: Float(10), label: true)], []] {
            let found = LinearDecoding(
                train: train, validation: Self.data(examples), test: test)
            #expect(found.penalty == 100)
            #expect(found.correct == 1)
        }
    }

    /// Without any feature that varies only the intercept is left, log 2: T everywhere.
    @Test func constantFeaturesSayNothing() {
        let rows: [[Float]] = [[5, 7], [5, 7], [5, 7]]
        let held = DecodingData(rows: [[-900, 3], [1e6, 7]], labels: [false, true])
        let found = LinearDecoding(
            train: DecodingData(rows: rows, labels: [false, true, true]), validation: held,
            test: held)
        #expect(found.correct == 1 && found.penalty == 100)
    }

    /// The three orders of training labels, with z = −10 (F) twice as validation, whose order is
    /// always the same, and z = −10 (F) twice and 10 (T) as test:
    /// - F, T, T is the case above: λ = 10, all three right.
    /// - T, F, T: by symmetry w = 0, b = log 2, T everywhere: validation has none right with any
    ///   penalty, so λ = 100; one right.
    /// - T, T, F: the mirror of the first, w < 0: −10 is T with all penalties, so λ = 100, with
    ///   which 10 is T (0.683 − 0.1 > 0): one right.
    @Test func givenLabelsGiveWhatIsWorkedOutForThem() {
        let held = Self.data([(-10, false), (-10, false)])
        let test = Self.data([(-10, false), (-10, false), (10, true)])
        for (labels, correct, penalty) in [
            ([false, true, true], 3, 10.0), ([true, false, true], 1, 100),
            ([true, true, false], 1, 100),
        ] {
            var train = train
            train.labels = labels
            let found = LinearDecoding(train: train, validation: held, test: test)
            #expect(found.correct == correct && found.penalty == penalty)
        }
        // The control shuffles training labels: each order comes in a third of the draws, 100 ± 3
        // standard deviations of √(300 · 1/3 · 2/3) = 8.2.
        let controls = (0..<300).map {
            LinearDecoding.control(train: train, validation: held, test: test, seed: $0)
        }
        let kept = controls.count { $0.correct == 3 && $0.penalty == 10 }
        #expect((75...125).contains(kept))
        #expect(controls.count { $0.correct == 1 && $0.penalty == 100 } == 300 - kept)
    }

    /// Labels of validation are shuffled, those of the test are not: training labels are all T, so
    /// that the fit puts everything into T; of two validation labels one stays right in any order,
    /// and the test counts its own.
    @Test func theControlLeavesTheTestAlone() {
        var train = train
        train.labels = [true, true, true]
        let control = LinearDecoding.control(
            train: train, validation: Self.data([(-1, false), (1, true)]), test: test, seed: 4)
        #expect(control.correct == 1 && control.penalty == 100)
    }
}
