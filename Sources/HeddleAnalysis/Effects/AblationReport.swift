/// The effect of a mask on every token of a trace, as `heddle ablate` prints it.
public struct AblationReport: Sendable {
    public var trace: Trace
    public var model: String
    public var mask: HeadMask
    /// `[target]`
    public var effects: [TokenEffect?]
    public var summary: EffectSummary
    public var tokens: TokenTable
    public var labelling: Labelling

    public init(
        trace: Trace, model: String, mask: HeadMask, effects: [TokenEffect?],
        summary: EffectSummary, tokens: TokenTable, labelling: Labelling
    ) {
        self.trace = trace
        self.model = model
        self.mask = mask
        self.effects = effects
        self.summary = summary
        self.tokens = tokens
        self.labelling = labelling
    }

    /// `heddle.ablate/1`: `tokens[].{logprob,ablatedLogprob,kl}` over prompt and response, null
    /// where a token has no prediction, and
    /// `summary.{planning,execution}.{deltaNLL,standardError,tokens,total}`.
    public var json: JSONValue {
        let rows = (0..<tokens.count).map { target -> JSONValue in
            let effect = effects.indices.contains(target) ? effects[target] : nil
            return [
                "target": .integer(target),
                "query": JSONValue(TokenPosition(target: target).query),
                "id": .integer(Int(tokens.ids[target])),
                "logprob": JSONValue(effect?.logprob),
                "ablatedLogprob": JSONValue(effect?.ablatedLogprob),
                "kl": JSONValue(effect?.kl),
                "planning": .bool(labelling.isPlanning(target)),
            ]
        }
        return [
            "schema": "heddle.ablate/1", "trace": .string(trace.id), "model": .string(model),
            "mask": mask.json, "maskText": .string(mask.text),
            "promptLength": .integer(tokens.promptLength), "summary": summary.json,
            "tokens": .array(rows),
        ]
    }
}
