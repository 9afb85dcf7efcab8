import HeddleAnalysis
import HeddleEngine

/// Draws context pairs until enough are found whose two prompts the model both solves.
///
/// A pair counts only where the model answers both sides right, since a score is about how the
/// right answer comes about; how many had to be tried stands beside every result.
public struct PairSelection {
    public private(set) var pairs: [ContextPair] = []
    /// Of all prompts that were tried, by their own rule.
    public private(set) var accuracy: [RuleAccuracy] = []
    public private(set) var acceptance: [PairAcceptance] = []

    private let answering: AnsweringModel
    private let filters: Bool

    /// - Parameters:
    ///   - filters: whether pairs that are not solved are left out.
    public init(_ answering: AnsweringModel, filters: Bool = true) {
        self.answering = answering
        self.filters = filters
    }

    /// How many pairs are tried for each that is wanted before the search is given up.
    public static let patience = 20

    /// Draws pairs of identity rules: `count` of each rule and kind, or as many as are found.
    ///
    /// - Parameter progress: is told how many of all pairs are found.
    /// - Throws: `ExperimentError.symbolicTask` for too small a vocabulary, and what the engine
    ///   throws.
    public mutating func draw(
        _ kinds: [ContextPair.Kind], rules: [IdentityRule] = IdentityRule.solvable, count: Int,
        shots: Int, words: [String]? = nil, seed: UInt64, cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) {
        let words = words ?? answering.text.taskWords().words
        for (place, kind) in kinds.enumerated() {
            for (index, rule) in rules.enumerated() {
                var sampler = try answering.text.identitySampler(
                    words: words, shots: shots, seed: seed,
                    stream: UInt64(place * rules.count + index))
                var found = PairAcceptance(kind: kind, rule: rule.rawValue, kept: 0, tried: 0)
                while found.kept < count, found.tried < count * Self.patience {
                    let pair = try ExperimentError.attemptTask { () throws(SymbolicTaskError) in
                        try sampler.pair(kind, base: rule)
                    }
                    found.tried += 1
                    let isSolved = try isSolved(pair, cancellation)
                    guard isSolved || !filters else { continue }
                    found.kept += 1
                    pairs.append(pair)
                    progress(pairs.count)
                }
                acceptance.append(found)
            }
        }
    }

    /// Takes pairs as they are, and counts how many of their prompts are solved.
    ///
    /// - Parameter progress: is told how many of the pairs are read.
    public mutating func take(
        _ given: [ContextPair], cancellation: Cancellation? = nil,
        progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) {
        for pair in given {
            let isSolved = try isSolved(pair, cancellation)
            let isKept = isSolved || !filters
            let place = acceptance.firstIndex { $0.kind == pair.kind && $0.rule == pair.rule }
            if let place {
                acceptance[place].tried += 1
                acceptance[place].kept += isKept ? 1 : 0
            } else {
                acceptance.append(
                    PairAcceptance(
                        kind: pair.kind, rule: pair.rule, kept: isKept ? 1 : 0, tried: 1))
            }
            if isKept { pairs.append(pair) }
            progress(acceptance.reduce(0) { $0 + $1.tried })
        }
    }

    /// Whether both sides are answered right; counts each under its own rule.
    private mutating func isSolved(
        _ pair: ContextPair, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> Bool {
        let base = try count(pair.base, rule: pair.rule, cancellation)
        let rule =
            pair.kind == .token
            ? pair.rule : IdentityRule(rawValue: pair.rule)?.opposite?.rawValue
        let exp = try count(pair.exp, rule: rule, cancellation)
        return base && exp
    }

    private mutating func count(
        _ prompt: AnsweredPrompt, rule: String?, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> Bool {
        let isRight = try answering.answersRight(prompt, cancellation: cancellation)
        guard let rule else { return isRight }
        let place = accuracy.firstIndex { $0.rule == rule } ?? accuracy.count
        if place == accuracy.count {
            accuracy.append(RuleAccuracy(rule: rule, correct: 0, prompts: 0))
        }
        accuracy[place].prompts += 1
        accuracy[place].correct += isRight ? 1 : 0
        return isRight
    }
}
