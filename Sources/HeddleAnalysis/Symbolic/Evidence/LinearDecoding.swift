/// Examples for a linear classifier.
public struct DecodingData: Hashable, Sendable {
    /// `[example][feature]`
    public var rows: [[Float]]
    public var labels: [Bool]

    public init(rows: [[Float]], labels: [Bool]) {
        self.rows = rows
        self.labels = labels
    }
}

/// Reads a label off outputs: standardised by the training examples, logistic regression, the
/// penalty that does best on the validation examples, counted on the test examples.
public struct LinearDecoding: Hashable, Sendable {
    /// Test examples answered right.
    public var correct: Int
    public var penalty: Double

    /// The penalties that are tried, of standardised features; of equally good ones the largest is
    /// taken.
    public static let penalties = [100.0, 10, 1, 0.1, 0.01]

    public init(train: DecodingData, validation: DecodingData, test: DecodingData) {
        let scale = Standardization(train.rows)
        let rows = train.rows.map(scale.applied)
        let held = validation.rows.map(scale.applied)
        var best: (model: LogisticRegression, correct: Int, penalty: Double)?
        for penalty in Self.penalties {
            let model = LogisticRegression(
                rows: rows, labels: train.labels, penalty: penalty, tolerance: 1e-4)
            let correct = model.correct(held, validation.labels)
            if best.map({ correct > $0.correct }) ?? true { best = (model, correct, penalty) }
        }
        correct = best?.model.correct(test.rows.map(scale.applied), test.labels) ?? 0
        penalty = best?.penalty ?? 0
    }

    /// The same with the labels of training and validation shuffled: what the classifier makes of
    /// labels that mean nothing.
    public static func control(
        train: DecodingData, validation: DecodingData, test: DecodingData, seed: UInt64
    ) -> LinearDecoding {
        var generator = SeededGenerator(seed: seed, stream: 0x5F)
        var (train, validation) = (train, validation)
        train.labels.shuffle(using: &generator)
        validation.labels.shuffle(using: &generator)
        return LinearDecoding(train: train, validation: validation, test: test)
    }
}

/// Mean 0 and standard deviation 1 for each feature, as the training examples have them.
private struct Standardization {
    private var means: [Double] = []
    private var factors: [Double] = []

    init(_ rows: [[Float]]) {
        for feature in 0..<(rows.first?.count ?? 0) {
            let values = RunningStatistics(rows.lazy.map { Double($0[feature]) })
            means.append(values.mean)
            let deviation = (values.variance ?? 0).squareRoot()
            factors.append(deviation > 0 ? 1 / deviation : 0)
        }
    }

    func applied(_ row: [Float]) -> [Double] {
        row.indices.map { (Double(row[$0]) - means[$0]) * factors[$0] }
    }
}
