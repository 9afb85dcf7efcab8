extension EffectTotals {
    /// Nil for an empty group.
    public init?(_ statistics: RunningStatistics) {
        guard statistics.count > 0 else { return nil }
        self.init(
            deltaNLL: statistics.mean, standardError: statistics.standardError,
            tokens: statistics.count, total: statistics.sum)
    }

    /// Mean and standard error in nats a token: `+0.61 ±0.08`.
    public var text: String { NumberText.meanAndError(deltaNLL, standardError) }

    /// Fields `deltaNLL`, `standardError`, `tokens`, `total`.
    public var json: JSONValue {
        [
            "deltaNLL": .number(deltaNLL), "standardError": JSONValue(standardError),
            "tokens": .integer(tokens), "total": .number(total),
        ]
    }
}

/// Sums effects by group, over one text or many.
public struct EffectAccumulator: Sendable {
    private var planning = RunningStatistics()
    private var execution = RunningStatistics()
    private var decisions = RunningStatistics()

    public init() {}

    /// Adds the response of one text.
    ///
    /// - Parameters:
    ///   - effects: `[token]`; nil or not finite where there is none, which is left out.
    ///   - labelling: tokens without a label entry are left out.
    ///   - promptLength: tokens of the prompt, which are left out.
    ///   - first: for a mask that acts from a token on, that token: those before it cannot change.
    public mutating func add(
        _ effects: [TokenEffect?], labelling: Labelling, promptLength: Int, from first: Int = 0
    ) {
        let start = max(promptLength, first, 0)
        let counted = start..<max(start, min(effects.count, labelling.intents.count))
        for token in counted {
            guard let increase = effects[token]?.increaseOfNLL else { continue }
            if labelling.intents[token] == nil {
                execution.add(increase)
            } else {
                planning.add(increase)
            }
        }
        for token in labelling.decisions where counted.contains(token) {
            if let increase = effects[token]?.increaseOfNLL { decisions.add(increase) }
        }
    }

    public var summary: EffectSummary {
        EffectSummary(
            planning: EffectTotals(planning), execution: EffectTotals(execution),
            decisions: EffectTotals(decisions))
    }
}

extension EffectSummary {
    /// Totals over one response; parameters as in `EffectAccumulator.add`.
    public init(
        effects: [TokenEffect?], labelling: Labelling, promptLength: Int, from first: Int = 0
    ) {
        var accumulator = EffectAccumulator()
        accumulator.add(effects, labelling: labelling, promptLength: promptLength, from: first)
        self = accumulator.summary
    }

    /// Fields `planning`, `execution` and `decisions`, null where a group is empty.
    public var json: JSONValue {
        [
            "planning": planning?.json ?? .null, "execution": execution?.json ?? .null,
            "decisions": decisions?.json ?? .null,
        ]
    }
}

extension TokenEffect {
    /// Change of the negative log-likelihood, nats: positive is worse; nil where it is not finite.
    public var increaseOfNLL: Double? {
        let increase = Double(logprob) - Double(ablatedLogprob)
        return increase.isFinite ? increase : nil
    }
}
