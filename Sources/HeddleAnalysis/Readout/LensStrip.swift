/// What the residual stream says on its way through the layers, at the query that predicts a token.
public struct LensStrip: Hashable, Sendable {
    public var position: TokenPosition
    /// In the model's order, the embedding first and the last layer last.
    public var readings: [LensReading]

    public init(position: TokenPosition, readings: [LensReading]) {
        self.position = position
        self.readings = readings
    }

    /// The token that is on top in the end.
    public var final: Int32? { readings.last?.final.id }

    /// The first step after a whole layer, or the embedding, from which the final token is on top
    /// after every layer.
    public var decided: LensStep? {
        let steps = readings.filter {
            if case .afterAttention = $0.step { false } else { true }
        }
        return steps.reversed().prefix { $0.top.first?.id == $0.final.id }.last?.step
    }

    /// `heddle.lens/1` of one token: a reading a row.
    ///
    /// - Parameter text: what a token spells; nil where that is not known.
    public func json(
        trace: String, model: String, text: (Int32) -> String?
    ) -> JSONValue {
        func standing(_ token: TokenStanding?) -> JSONValue {
            guard let token else { return .null }
            return ["rank": .integer(token.rank), "logprob": .float(token.logprob)]
        }
        func named(_ id: Int32?) -> JSONValue {
            guard let id else { return .null }
            return ["id": .integer(Int(id)), "text": JSONValue(text(id))]
        }
        let rows = readings.map { reading -> JSONValue in
            [
                "step": .string(reading.step.kind), "layer": JSONValue(reading.step.layer),
                "top": .array(
                    reading.top.map {
                        [
                            "id": .integer(Int($0.id)), "text": JSONValue(text($0.id)),
                            "logprob": .float($0.logprob),
                        ]
                    }),
                "entropy": .float(reading.entropy), "final": standing(reading.final),
                "actual": standing(reading.actual),
            ]
        }
        return [
            "schema": "heddle.lens/1", "trace": .string(trace), "model": .string(model),
            "query": JSONValue(position.query), "target": .integer(position.target),
            "final": named(final), "actual": named(readings.last?.actual?.id),
            "decidedLayer": JSONValue(decided.map { $0.layer ?? -1 }), "steps": .array(rows),
        ]
    }
}

extension LensStep {
    fileprivate var kind: String {
        switch self {
        case .embedding: "embedding"
        case .afterAttention: "attention"
        case .afterLayer: "layer"
        }
    }
}
