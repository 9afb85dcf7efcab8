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
        self.init(
            ascending: items.sorted { $0.score < $1.score }.map { ($0.score, $0.isPlanning, 1) })
    }

    /// - Parameter items: sentences by ascending score, each with how often it counts. Linear.
    init(ascending items: some Sequence<(score: Double, isPlanning: Bool, weight: Int)>) {
        var hits = DetectionScore()
        var planning = 0
        var others = 0
        var curve = RankedPairs()
        for item in items where item.weight > 0 {
            hits.add(predicted: item.score > 0, gold: item.isPlanning, count: item.weight)
            if item.isPlanning { planning += item.weight } else { others += item.weight }
            curve.add(item.score, isPlanning: item.isPlanning, weight: item.weight)
        }
        sentences = planning + others
        base = sentences > 0 ? Double(planning) / Double(sentences) : nil
        precision = hits.precision
        recall = hits.recall
        if let precision = hits.precision, let base, base > 0 { lift = precision / base }
        auroc = curve.area
    }

    /// Fields `sentences`, `base`, `precision`, `lift`, `recall`, `auroc`, null where undefined.
    public var json: JSONValue {
        [
            "sentences": .integer(sentences), "base": JSONValue(base),
            "precision": JSONValue(precision), "lift": JSONValue(lift),
            "recall": JSONValue(recall), "auroc": JSONValue(auroc),
        ]
    }
}

/// Counts pairs of a labelled and another item in ascending order of their scores (the statistic
/// of Mann and Whitney).
private struct RankedPairs {
    private var others = 0
    private var planning = 0
    private var wins = 0.0
    private var tied = (score: -Double.infinity, planning: 0, others: 0)

    mutating func add(_ score: Double, isPlanning: Bool, weight: Int) {
        if score != tied.score { close(next: score) }
        if isPlanning { tied.planning += weight } else { tied.others += weight }
    }

    private mutating func close(next score: Double) {
        wins += Double(tied.planning) * (Double(others) + Double(tied.others) / 2)
        planning += tied.planning
        others += tied.others
        tied = (score, 0, 0)
    }

    /// Nil unless there are items of both kinds.
    var area: Double? {
        var whole = self
        whole.close(next: .infinity)
        guard whole.planning > 0, whole.others > 0 else { return nil }
        return whole.wins / (Double(whole.planning) * Double(whole.others))
    }
}
