/// What the recorded numbers of a trace's tokens are.
public struct TokenScoreKind: Hashable, Sendable {
    public enum Entropy: Hashable, Sendable {
        case none
        /// Of the full distribution.
        case exact
        /// The least that a list of the best tokens allows.
        case lowerBound
    }

    public var entropy = Entropy.none
    public var hasSurprise = false
    /// Nothing tells whether the distribution had been divided by a temperature other than 1 before
    /// it was recorded.
    public var temperatureIsUnknown = false

    /// Numbers that Heddle wrote are those of the model itself. Another program's are as well where
    /// it sampled at temperature 1, or took the best token always; otherwise that is not known.
    init(_ trace: Trace) {
        guard trace.tokens != nil else { return }
        let scores = trace.scores
        hasSurprise = scores.logprobs.contains { $0 != nil }
        if scores.entropies.contains(where: { $0 != nil }) {
            entropy = scores.entropiesAreLowerBounds ? .lowerBound : .exact
        } else if scores.top.contains(where: { !$0.isEmpty }) {
            entropy = .lowerBound
        }
        guard hasSurprise || entropy != .none, trace.extra["source"] != nil else { return }
        let temperature = trace.sampling["temperature"]?.double
        temperatureIsUnknown = temperature != 1 && temperature != 0
    }

    /// The entropies of a trace's response tokens, from its lists of the best tokens where it has
    /// no others.
    static func entropies(of trace: Trace) -> [Float?] {
        let scores = trace.scores
        if scores.entropies.contains(where: { $0 != nil }) { return scores.entropies }
        return scores.top.enumerated().map { index, best in
            guard !best.isEmpty else { return nil }
            let drawn = scores.logprobs.indices.contains(index) ? scores.logprobs[index] : nil
            return EntropyBound.lower(best: best.map(\.logprob), drawn: drawn)
        }
    }
}

/// How many traces of a corpus have which numbers.
public struct TokenScoreKinds: Hashable, Sendable {
    public internal(set) var exact = 0
    public internal(set) var lowerBound = 0
    public internal(set) var withoutEntropy = 0
    public internal(set) var withSurprise = 0
    public internal(set) var temperatureIsUnknown = 0

    mutating func add(_ kind: TokenScoreKind) {
        switch kind.entropy {
        case .none: withoutEntropy += 1
        case .exact: exact += 1
        case .lowerBound: lowerBound += 1
        }
        if kind.hasSurprise { withSurprise += 1 }
        if kind.temperatureIsUnknown { temperatureIsUnknown += 1 }
    }

    /// What a reader of figures from entropies has to know; nil where they are those of the model.
    public func caveat(for measure: DynamicsMeasure) -> String? {
        guard measure.needsTokenScores else { return nil }
        var words: [String] = []
        if measure.needsTokenEntropies, lowerBound > 0 {
            words.append(
                exact == 0
                    ? "lower bound: from lists of the best tokens"
                    : "lower bound: \(lowerBound) of \(exact + lowerBound) traces have lists of the "
                        + "best tokens")
        }
        if temperatureIsUnknown > 0 {
            words.append(
                "whether a temperature is in \(temperatureIsUnknown) traces is not known")
        }
        return words.isEmpty ? nil : words.joined(separator: "; ")
    }
}
