/// After which layer each token of a text is decided.
public struct LensDepths: Hashable, Sendable {
    /// Layers of the model.
    public var layers: Int
    /// `[target]`: at the query that predicts the token; nil for the first token and where it has
    /// not been computed.
    public private(set) var decisions: [LensDecision?]
    /// How many tokens have a decision.
    public private(set) var known = 0

    public init(layers: Int, tokens: Int) {
        self.layers = layers
        decisions = Array(repeating: nil, count: tokens)
    }

    /// Takes in decisions; those of queries that predict no token of the text are left out.
    public mutating func add(_ some: [LensDecision]) {
        for decision in some where decisions.indices.contains(decision.query + 1) {
            if decisions[decision.query + 1] == nil { known += 1 }
            decisions[decision.query + 1] = decision
        }
    }

    /// Whether every token that a model with this context predicts has a decision.
    public func isComplete(context: Int) -> Bool {
        known >= min(decisions.count - 1, context)
    }

    /// How many layers it takes until a token is decided, over the number of layers, 0...1.
    public func share(of target: Int) -> Double? {
        guard decisions.indices.contains(target), let decision = decisions[target], layers > 0
        else { return nil }
        return Double(decision.layersNeeded) / Double(layers)
    }

    /// One token of `heddle.lens/1`: `decidedLayer` is the layer from which on the final token stays
    /// on top, -1 for the embedding, null where nothing predicts the token.
    ///
    /// - Parameter text: what a token spells; nil where that is not known.
    public func json(
        of target: Int, id: Int32, trace: String, text: (Int32) -> String?
    ) -> JSONValue {
        let decision = decisions.indices.contains(target) ? decisions[target] : nil
        return [
            "schema": "heddle.lens/1", "trace": .string(trace),
            "query": JSONValue(TokenPosition(target: target).query), "target": .integer(target),
            "actual": ["id": .integer(Int(id)), "text": JSONValue(text(id))],
            "final": decision.map {
                ["id": .integer(Int($0.final)), "text": JSONValue(text($0.final))]
            } ?? .null,
            "decidedLayer": JSONValue(decision.map { $0.layer ?? -1 }),
            "layers": .integer(layers),
        ]
    }
}
