/// A key that a query attends to.
public struct AttendedKey: Hashable, Sendable, Codable {
    /// Position of the key, 0-based from the start of the prompt.
    public var key: Int
    /// Attention weight, 0...1.
    public var weight: Float

    public init(key: Int, weight: Float) {
        self.key = key
        self.weight = weight
    }
}

/// What one head does at one query, without the row of its attention pattern.
///
/// All masses are sums of attention weights of that row, 0...1.
public struct HeadSummary: Hashable, Sendable, Codable {
    /// Entropy of the row, in nats.
    public var entropy: Float
    /// Entropy over its maximum, ln(visible keys); 0 when a single key is visible.
    public var normalizedEntropy: Float
    /// Mass on the first token of the text; nil where a sliding window hides it.
    public var sink: Float?
    /// Mass on the key just before the query; 0 at query 0.
    public var previous: Float
    /// Mass on keys that follow an earlier occurrence of the query's own token
    /// (the target of an induction head, Olsson et al. 2022).
    public var induction: Float
    /// Mass on planning keys, the first token left out.
    public var planning: Float
    /// `planning` over the share of planning keys among the visible keys, the first token left out
    /// of both; nil when no visible key plans.
    public var planningLift: Float?
    /// The most attended keys, heaviest first.
    public var top: [AttendedKey]

    public init(
        entropy: Float, normalizedEntropy: Float, sink: Float?, previous: Float, induction: Float,
        planning: Float, planningLift: Float?, top: [AttendedKey]
    ) {
        self.entropy = entropy
        self.normalizedEntropy = normalizedEntropy
        self.sink = sink
        self.previous = previous
        self.induction = induction
        self.planning = planning
        self.planningLift = planningLift
        self.top = top
    }
}
