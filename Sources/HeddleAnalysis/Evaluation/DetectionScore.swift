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

    /// Counts one item.
    public mutating func add(predicted: Bool, gold: Bool) {
        if predicted && gold { truePositives += 1 }
        if predicted && !gold { falsePositives += 1 }
        if !predicted && gold { falseNegatives += 1 }
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

/// How well a score of sentences agrees with labels of sentences.
public struct SentenceScore: Hashable, Sendable {
    public var sentences: Int
    /// Share of the sentences that are labelled as planning.
    public var base: Double?
    /// Share of labelled ones among the sentences with a score above zero.
    public var precision: Double?
    /// `precision` over `base`.
    public var lift: Double?
    /// Share of the labelled sentences that have a score above zero.
    public var recall: Double?
    /// Probability that a labelled sentence scores higher than another, ties counting half
    /// (area under the ROC curve).
    public var auroc: Double?

    /// - Parameter items: score and label of each sentence. N log N.
    public init(_ items: [(score: Double, isPlanning: Bool)]) {
        sentences = items.count
        var hits = DetectionScore()
        for item in items { hits.add(predicted: item.score > 0, gold: item.isPlanning) }
        let planning = items.count { $0.isPlanning }
        base = items.isEmpty ? nil : Double(planning) / Double(items.count)
        precision = hits.precision
        recall = hits.recall
        if let precision = hits.precision, let base, base > 0 { lift = precision / base }
        auroc = Self.areaUnderCurve(items, planning: planning)
    }

    /// Fields `sentences`, `base`, `precision`, `lift`, `recall`, `auroc`, null where undefined.
    public var json: JSONValue {
        [
            "sentences": .integer(sentences), "base": JSONValue(base),
            "precision": JSONValue(precision), "lift": JSONValue(lift),
            "recall": JSONValue(recall), "auroc": JSONValue(auroc),
        ]
    }

    /// The Mann–Whitney statistic from mid-ranks.
    private static func areaUnderCurve(
        _ items: [(score: Double, isPlanning: Bool)], planning: Int
    ) -> Double? {
        let others = items.count - planning
        guard planning > 0, others > 0 else { return nil }
        let sorted = items.sorted { $0.score < $1.score }
        var rankSum = 0.0
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
            let middleRank = Double(start + 1 + end) / 2
            rankSum += middleRank * Double(sorted[start..<end].count { $0.isPlanning })
            start = end
        }
        let surplus = rankSum - Double(planning) * Double(planning + 1) / 2
        return surplus / (Double(planning) * Double(others))
    }
}
