extension HeadSummary {
    /// The summary of one row of an attention pattern: the reference for engines that compute it
    /// while the row passes. Linear in the row.
    ///
    /// - Parameters:
    ///   - weights: the attention weights of one head at one query, `[key]` for keys
    ///     `firstKey...query`.
    ///   - tokens: token ids of the text `[token]`, for the induction mass; empty for none.
    ///   - planning: whether each token plans `[token]`; missing ones do not.
    ///   - firstKey: the first key that a sliding window leaves visible.
    public init(
        weights: [Float], tokens: [Int32] = [], planning: [Bool] = [], firstKey: Int = 0,
        topCount: Int = 8
    ) {
        let query = firstKey + weights.count - 1
        func weight(_ key: Int) -> Float? {
            weights.indices.contains(key - firstKey) ? weights[key - firstKey] : nil
        }
        func plans(_ key: Int) -> Bool { planning.indices.contains(key) && planning[key] }
        var entropy = 0.0
        var marked = 0.0
        var induction = 0.0
        for (index, value) in weights.enumerated() {
            let key = firstKey + index
            if value > 0 { entropy -= Double(value) * Double(value).logarithm }
            if key > 0, plans(key) { marked += Double(value) }
            if key > 0, tokens.indices.contains(query), tokens[key - 1] == tokens[query] {
                induction += Double(value)
            }
        }
        let largest = weights.count > 1 ? Double(weights.count).logarithm : 0
        let ranked = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        self.init(
            entropy: Float(entropy), normalizedEntropy: Float(largest > 0 ? entropy / largest : 0),
            sink: firstKey == 0 ? weight(0) : nil,
            previous: query > 0 ? weight(query - 1) ?? 0 : 0, induction: Float(induction),
            planning: Float(marked), planningLift: nil,
            top: ranked.prefix(topCount).map {
                AttendedKey(key: firstKey + $0, weight: weights[$0])
            })
        let visible = max(firstKey, 1)..<max(query + 1, max(firstKey, 1))
        self = withPlanning(
            mass: Float(marked), planningKeys: visible.count(where: plans),
            visibleKeys: visible.count)
    }

    /// The same summary after the labels have changed.
    ///
    /// - Parameters:
    ///   - mass: attention mass on planning keys, the first token left out.
    ///   - planningKeys: planning keys among the visible ones, the first token left out.
    ///   - visibleKeys: visible keys, the first token left out.
    public func withPlanning(mass: Float, planningKeys: Int, visibleKeys: Int) -> HeadSummary {
        var summary = self
        summary.planning = mass
        summary.planningLift =
            planningKeys > 0 && visibleKeys > 0
            ? mass / (Float(planningKeys) / Float(visibleKeys)) : nil
        return summary
    }

    /// The same summary under a labelling, for a query that sees all tokens up to itself or, with
    /// a sliding window, those from `firstKey` on.
    ///
    /// - Parameter counts: planning tokens before each token (`PlanningCounts`).
    public func withPlanning(
        mass: Float, counts: PlanningCounts, query: Int, firstKey: Int = 0
    ) -> HeadSummary {
        let first = max(firstKey, 1)
        let visible = first..<max(query + 1, first)
        return withPlanning(
            mass: mass, planningKeys: counts.planning(in: visible), visibleKeys: visible.count)
    }
}

/// How many tokens plan in any stretch of a trace, in constant time.
public struct PlanningCounts: Hashable, Sendable {
    /// `[token + 1]`: planning tokens before each token.
    private var before: [Int] = [0]

    public init(_ labelling: Labelling) {
        before.reserveCapacity(labelling.intents.count + 1)
        for (token, intent) in labelling.intents.enumerated() {
            before.append(before[token] + (intent == nil ? 0 : 1))
        }
    }

    /// Planning tokens of a range, which is cut to the labelled tokens.
    public func planning(in range: Range<Int>) -> Int {
        let range = range.clamped(to: 0..<before.count - 1)
        return before[range.upperBound] - before[range.lowerBound]
    }
}
