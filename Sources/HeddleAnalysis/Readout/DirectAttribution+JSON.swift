extension DirectAttribution {
    /// `heddle.attribution/1`.
    ///
    /// - Parameters:
    ///   - order: of the components.
    ///   - text: what a token spells; nil where that is not known.
    public func json(
        trace: String, model: String, order: AttributionOrder, text: (Int32) -> String?
    ) -> JSONValue {
        func named(_ id: Int32) -> JSONValue {
            ["id": .integer(Int(id)), "text": JSONValue(text(id))]
        }
        let components = ranked(by: order).map { component -> JSONValue in
            var fields = component.part.fields
            fields.append(("direct", .number(component.direct)))
            fields.append(("total", JSONValue(total(of: component.part))))
            fields.append(("gap", JSONValue(gap(of: component))))
            return .object(.init(uniqueKeysWithValues: fields))
        }
        return [
            "schema": "heddle.attribution/1", "trace": .string(trace), "model": .string(model),
            "query": JSONValue(position.query), "target": .integer(position.target),
            "token": named(token), "against": named(against),
            "difference": .number(difference), "uncappedDifference": .number(uncapped),
            "capScale": .number(capScale), "sum": .number(sum),
            "residualError": .number(residualError),
            "totalIs": "difference with all heads on minus difference with the head off (zero)",
            "gapIs": "direct minus total", "components": .array(components),
        ]
    }
}

extension WritingPart {
    /// Which part it is, as fields of an object.
    fileprivate var fields: [(String, JSONValue)] {
        let kind =
            switch self {
            case .embedding: "embedding"
            case .head: "head"
            case .attentionBias: "attentionBias"
            case .feedForward: "feedForward"
            case .finalNormBias: "finalNormBias"
            case .unembeddingBias: "unembeddingBias"
            }
        var head: Int?
        if case .head(let id) = self { head = id.head }
        return [("kind", .string(kind)), ("layer", JSONValue(layer)), ("head", JSONValue(head))]
    }
}
