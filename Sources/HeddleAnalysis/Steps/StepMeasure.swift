import OrderedCollections

/// A number of each step: what the source of a trace gives its labelled steps (an importance, an
/// accuracy), or the planning score.
public struct StepMeasure: Hashable, Sendable {
    /// As the source names it: `counterfactual_importance_kl`.
    public let name: String
    /// `[step]`, nil where the source says nothing.
    public let values: [Double?]
    /// Size of a value that is drawn in full: the 95th percentile of the sizes rounded up to 1, 2,
    /// 3 or 5 of its decade, so that single large values leave the others visible. Above zero.
    public let end: Double
    /// True where some value is below zero.
    public let isSigned: Bool
    /// Steps with a value, the largest size first, ties in their order.
    public let ranking: [Int]
    /// Place of each step in `ranking` `[step]`; nil without a value.
    private let ranks: [Int?]

    /// N log N in the number of steps.
    public init(name: String, values: [Double?]) {
        let values = values.map { $0.flatMap { $0.isFinite ? $0 : nil } }
        self.name = name
        self.values = values
        let sizes = values.compactMap { $0.map(abs) }
        let high = Statistics.percentile(sizes.map { Float($0) }, 0.95) ?? 0
        end = Self.roundedUp(high > 0 ? Double(high) : sizes.max() ?? 0)
        isSigned = values.contains { $0.map { $0 < 0 } ?? false }
        ranking = values.indices.filter { values[$0] != nil }
            .sorted { left, right in
                let (first, second) = (abs(values[left] ?? 0), abs(values[right] ?? 0))
                return first == second ? left < right : first > second
            }
        var ranks: [Int?] = Array(repeating: nil, count: values.count)
        for (rank, step) in ranking.enumerated() { ranks[step] = rank }
        self.ranks = ranks
    }

    public func value(of step: Int) -> Double? {
        values.indices.contains(step) ? values[step] : nil
    }

    /// How many steps have a value of greater size.
    public func rank(of step: Int) -> Int? { ranks.indices.contains(step) ? ranks[step] : nil }

    /// A value as a share of `end`, in -1...1.
    public func share(of step: Int) -> Double? {
        value(of: step).map { max(-1, min(1, $0 / end)) }
    }

    /// The steps worth jumping to: the tenth with the largest sizes, at least five, none that is
    /// zero; ascending.
    public var important: [Int] {
        ranking.prefix(max(5, (values.count + 9) / 10)).filter { values[$0] != 0 }.sorted()
    }

    private static func roundedUp(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var decade = 1.0
        var fraction = 1.0
        while decade * 10 <= value { decade *= 10 }
        while decade / fraction > value { fraction *= 10 }
        // A hair of slack for values that are short of a round number by their binary digits.
        return [1, 2, 3, 5, 10].map { $0 * decade / fraction }
            .first { $0 * (1 + 1e-6) >= value } ?? value
    }
}

extension [LabelledStep] {
    /// The numbers that the source gives, the one that is `importance` first, then other
    /// importances, then the rest, each in the source's order. Counters of the steps themselves are
    /// left out.
    public var measures: [StepMeasure] {
        var columns: OrderedDictionary<String, [Double?]> = [:]
        for (index, step) in enumerated() {
            for (name, value) in step.extra {
                guard let number = value.double else { continue }
                columns[name, default: [Double?](repeating: nil, count: count)][index] = number
            }
        }
        let importances = map(\.importance)
        let hasImportances = importances.contains { $0 != nil }
        let first = columns.first { $0.value == importances }?.key
        let names = columns.keys.filter { name in
            name != first && !Self.isCounter(name, columns[name] ?? [])
        }
        var measures: [StepMeasure] = []
        if hasImportances {
            measures.append(StepMeasure(name: first ?? "importance", values: importances))
        }
        let others =
            names.filter { $0.contains("importance") }
            + names.filter { !$0.contains("importance") }
        return measures + others.map { StepMeasure(name: $0, values: columns[$0] ?? []) }
    }

    /// A column that only numbers the steps.
    private static func isCounter(_ name: String, _ values: [Double?]) -> Bool {
        ["idx", "index", "id"].contains { name == $0 || name.hasSuffix("_" + $0) }
            || values.count > 1 && values.indices.allSatisfy { values[$0] == Double($0) }
    }
}

extension StepMeasure {
    /// The name of the measure that no source gives: `PlanningScore`.
    public static let planningScore = "planning score"

    public var isPlanningScore: Bool { name == Self.planningScore }

    /// What a known measure says, in a few words; nil for one that is not known.
    ///
    /// Source: interp-reasoning/thought-anchors, `analyze_rollouts.py`.
    public var meaning: String? { Self.meanings[name] }

    private static let meanings = [
        planningScore: "how much it plans, by its phrases, words and place, from 0 to 1",
        "counterfactual_importance_kl":
            "how far the answers move when another thought stands here, KL",
        "counterfactual_importance_accuracy":
            "right answers when another thought stands here, less those with this one",
        "resampling_importance_kl": "how far the answers move when it is written anew, KL",
        "resampling_importance_accuracy":
            "change of the share of right answers when it is written anew",
        "forced_importance_kl": "how far the answers move when they must be given at once, KL",
        "forced_importance_accuracy":
            "change of the share of right answers that must be given at once",
        "accuracy": "share of right answers when it is written anew",
        "different_trajectories_fraction": "share of new versions that mean something else",
        "overdeterminedness": "share of new versions that repeat another word for word",
    ]
}
