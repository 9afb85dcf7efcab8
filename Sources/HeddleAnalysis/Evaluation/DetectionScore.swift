/// How well one set of marked items (characters, tokens, spans) finds another.
public struct DetectionScore: Hashable, Sendable {
    public var truePositives = 0
    public var falsePositives = 0
    public var falseNegatives = 0

    public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
    }

    /// Counts an item `count` times.
    public mutating func add(predicted: Bool, gold: Bool, count: Int = 1) {
        if predicted && gold { truePositives += count }
        if predicted && !gold { falsePositives += count }
        if !predicted && gold { falseNegatives += count }
    }

    /// Counts what another score has counted, `weight` times.
    public mutating func add(_ other: DetectionScore, weight: Int = 1) {
        truePositives += weight * other.truePositives
        falsePositives += weight * other.falsePositives
        falseNegatives += weight * other.falseNegatives
    }

    /// Share of the marked items that are gold; nil when none is marked.
    public var precision: Double? { ratio(truePositives, truePositives + falsePositives) }

    /// Share of the gold items that are marked; nil when none is gold.
    public var recall: Double? { ratio(truePositives, truePositives + falseNegatives) }

    /// Harmonic mean of both; nil when there is nothing to find and nothing found.
    public var f1: Double? {
        ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
    }

    /// Fields `precision`, `recall`, `f1` (null where undefined) and the three counts.
    public var json: JSONValue {
        [
            "precision": JSONValue(precision), "recall": JSONValue(recall), "f1": JSONValue(f1),
            "truePositives": .integer(truePositives), "falsePositives": .integer(falsePositives),
            "falseNegatives": .integer(falseNegatives),
        ]
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole > 0 ? Double(part) / Double(whole) : nil
    }
}

extension [DetectionScore] {
    /// The sum of the scores of traces, each taken so many times.
    func total(weights: [Int]) -> DetectionScore {
        zip(self, weights).reduce(into: DetectionScore()) { $0.add($1.0, weight: $1.1) }
    }
}
