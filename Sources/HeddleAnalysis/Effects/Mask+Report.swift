extension SweepResult {
    /// `heddle.sweep/1`: `query`, `target`, `metric`, `heads[].{layer,head,effect}`.
    /// An effect is the value with the head off minus the value with all heads on.
    public var json: JSONValue {
        let heads = effects.enumerated().flatMap { layer, row in
            row.enumerated().map { head, effect -> JSONValue in
                [
                    "layer": .integer(layer), "head": .integer(head), "effect": JSONValue(effect),
                ]
            }
        }
        return [
            "schema": "heddle.sweep/1",
            "query": JSONValue(position.query),
            "target": .integer(position.target),
            "metric": .string(metric.rawValue),
            "ablation": .string(mode.rawValue),
            "effectIs": "value with the head off minus value with all heads on",
            "heads": .array(heads),
        ]
    }

    /// All heads that have an effect, the largest magnitude first, ties in the model's order.
    public var ranked: [(head: HeadID, effect: Float)] {
        effects.enumerated().flatMap { layer, row in
            row.enumerated().compactMap { head, effect in
                effect.map { (HeadID(layer: layer, head: head), $0) }
            }
        }.sorted { (abs($1.1), $0.0) < (abs($0.1), $1.0) }
    }
}

extension HeadSummary {
    /// The fields of one head in `heddle.heads/1`, its place in the model first.
    public func json(_ head: HeadID, keyValueHead: Int) -> JSONValue {
        [
            "layer": .integer(head.layer), "head": .integer(head.head),
            "keyValueHead": .integer(keyValueHead),
            "entropy": .float(entropy), "normalizedEntropy": .float(normalizedEntropy),
            "sink": JSONValue(sink), "previous": .float(previous), "induction": .float(induction),
            "planning": .float(planning), "planningLift": JSONValue(planningLift),
            "top": .array(
                top.map { ["key": .integer($0.key), "weight": .float($0.weight)] }),
        ]
    }
}

extension HeadMask {
    /// The first token whose prediction the mask can change; 0 for all.
    public var firstTarget: Int {
        switch scope {
        case .always: 0
        case .from(let target): target
        case .targets(let targets): targets.min() ?? 0
        }
    }
}
