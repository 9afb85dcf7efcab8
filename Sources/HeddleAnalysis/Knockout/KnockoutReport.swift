/// What hiding some tokens from the predictions of others changes, as `heddle knockout` prints it.
public struct KnockoutReport: Sendable {
    public var trace: String
    public var model: String
    public var spans: KnockoutSpans
    /// The heads that do not see the source.
    public var heads: [HeadID]
    /// Whether these are all heads of the model.
    public var areAllHeads: Bool
    /// `[target]` over the whole text; nil for the first token.
    public var effects: [TokenEffect?]
    public var tokens: TokenTable

    public init(
        trace: String, model: String, spans: KnockoutSpans, heads: [HeadID], areAllHeads: Bool,
        effects: [TokenEffect?], tokens: TokenTable
    ) {
        self.trace = trace
        self.model = model
        self.spans = spans
        self.heads = heads
        self.areAllHeads = areAllHeads
        self.effects = effects
        self.tokens = tokens
    }

    /// Tokens whose prediction is changed directly.
    public var destination: [(target: Int, effect: TokenEffect)] { rows(spans.destination) }

    /// Tokens after the destination, which read what its positions now hold.
    public var later: [(target: Int, effect: TokenEffect)] {
        rows(spans.destination.upperBound..<max(spans.destination.upperBound, effects.count))
    }

    private func rows(_ targets: Range<Int>) -> [(target: Int, effect: TokenEffect)] {
        targets.clamped(to: effects.indices).compactMap { target in
            effects[target].map { (target, $0) }
        }
    }

    /// Mean KL(original ‖ knocked out) over the destination, nats a token.
    public var meanKL: Double? {
        Statistics.mean(destination.map { Double($0.effect.kl) })
    }

    /// Mean change of the log-probability over the destination, nats a token.
    public var meanChange: Double? {
        Statistics.mean(destination.map { Double($0.effect.change) })
    }

    /// `heddle.knockout/1`: `from` and `to` (first and last token), `queries`, `keys`, `heads` (null
    /// for all), `tokens[]` of the destination and `later[]` of what follows, each with
    /// `target,query,id,logprob,knockedOutLogprob,change,kl` in nats, `summary.{kl,change,tokens}`.
    public var json: JSONValue {
        [
            "schema": "heddle.knockout/1", "trace": .string(trace), "model": .string(model),
            "from": Self.ends(spans.source), "to": Self.ends(spans.destination),
            "keys": Self.ends(spans.source), "queries": Self.ends(spans.queries),
            "heads": areAllHeads ? .null : JSONValue(heads: heads),
            "klIs": "KL(original || knocked out), nats",
            "summary": [
                "kl": JSONValue(meanKL), "change": JSONValue(meanChange),
                "tokens": .integer(destination.count),
            ],
            "tokens": .array(destination.map(row)), "later": .array(later.map(row)),
        ]
    }

    private static func ends(_ span: Range<Int>) -> JSONValue {
        [.integer(span.lowerBound), .integer(span.upperBound - 1)]
    }

    private func row(_ target: Int, _ effect: TokenEffect) -> JSONValue {
        [
            "target": .integer(target), "query": JSONValue(TokenPosition(target: target).query),
            "id": .integer(Int(tokens.ids[target])), "logprob": .float(effect.logprob),
            "knockedOutLogprob": .float(effect.ablatedLogprob), "change": .float(effect.change),
            "kl": .float(effect.kl),
        ]
    }
}
