/// A part of a model that writes into the residual stream, or a bias behind it.
public enum WritingPart: Hashable, Sendable {
    /// The embedding of the query's token, learned positions included.
    case embedding
    case head(HeadID)
    /// What a layer's attention adds whatever its heads say: the bias of its output projection.
    case attentionBias(layer: Int)
    /// A layer's feed-forward block, its bias included.
    case feedForward(layer: Int)
    case finalNormBias
    case unembeddingBias

    public var layer: Int? {
        switch self {
        case .head(let head): head.layer
        case .attentionBias(let layer), .feedForward(let layer): layer
        case .embedding, .finalNormBias, .unembeddingBias: nil
        }
    }

    /// What people read: `3.5`, `feed-forward 3`.
    public var label: String {
        switch self {
        case .embedding: "embedding"
        case .head(let head): head.description
        case .attentionBias(let layer): "attention bias \(layer)"
        case .feedForward(let layer): "feed-forward \(layer)"
        case .finalNormBias: "final norm bias"
        case .unembeddingBias: "unembedding bias"
        }
    }
}

/// What the order of parts goes by.
public enum AttributionOrder: String, CaseIterable, Hashable, Sendable, Codable {
    case direct, total, gap
}

/// What each part of a model writes straight into the difference of two tokens' logits at one query,
/// norms frozen at the scales of the intact run; and what switching each head off does to it.
public struct DirectAttribution: Hashable, Sendable {
    /// One part's share of the difference, in logits.
    public struct Component: Hashable, Sendable {
        public var part: WritingPart
        public var direct: Double

        public init(part: WritingPart, direct: Double) {
            self.part = part
            self.direct = direct
        }
    }

    public var position: TokenPosition
    public var token: Int32
    public var against: Int32
    /// Logit of `token` minus logit of `against`, as the model gives them out.
    public var difference: Double
    /// The same before the model's cap on logits; equal to `difference` where it has none.
    public var uncapped: Double
    /// What all shares were multiplied by so that they add up to the capped difference: `difference
    /// / uncapped`, or the slope of the cap where both logits are the same; 1 without a cap.
    public var capScale: Double
    /// In the model's order.
    public var components: [Component]
    /// `[layer][head]`: the difference with all heads on minus that with the head off (output zero
    /// at every position); nil where it has not been measured, empty where nothing has.
    public var totals: [[Float?]]

    public init(
        position: TokenPosition, token: Int32, against: Int32, difference: Double, uncapped: Double,
        capScale: Double, components: [Component], totals: [[Float?]] = []
    ) {
        self.position = position
        self.token = token
        self.against = against
        self.difference = difference
        self.uncapped = uncapped
        self.capScale = capScale
        self.components = components
        self.totals = totals
    }

    /// What all components add up to.
    public var sum: Double { components.reduce(0) { $0 + $1.direct } }

    /// `sum` minus `difference`: rounding, within 1e-3 where dot products are taken in float32.
    public var residualError: Double { sum - difference }

    /// What a head writes, or nil where the model does not have it. Linear in the components.
    public func direct(of head: HeadID) -> Double? {
        components.first { $0.part == .head(head) }?.direct
    }

    /// How much of the difference goes when the part is switched off; nil where that was not
    /// measured.
    public func total(of part: WritingPart) -> Double? {
        guard case .head(let head) = part, totals.indices.contains(head.layer),
            totals[head.layer].indices.contains(head.head)
        else { return nil }
        return totals[head.layer][head.head].map(Double.init)
    }

    /// What a head writes minus how much goes with it: what later layers repair where it is positive
    /// and what they make of the head where it is negative.
    public func gap(of component: Component) -> Double? {
        total(of: component.part).map { component.direct - $0 }
    }

    /// Takes the effects of a sweep over all heads, whose sign is the other way round.
    public mutating func setTotals(effects: [[Float?]]) {
        totals = effects.map { $0.map { $0.map { -$0 } } }
    }

    /// All components, the largest magnitude first; those without the value last, ties in the
    /// model's order.
    public func ranked(by order: AttributionOrder) -> [Component] {
        func size(_ component: Component) -> Double {
            switch order {
            case .direct: abs(component.direct)
            case .total: total(of: component.part).map(abs) ?? -1
            case .gap: gap(of: component).map(abs) ?? -1
            }
        }
        return components.enumerated()
            .map { (size: size($1), place: $0, component: $1) }
            .sorted { $0.size == $1.size ? $0.place < $1.place : $0.size > $1.size }
            .map(\.component)
    }
}
