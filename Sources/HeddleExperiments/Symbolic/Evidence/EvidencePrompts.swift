import HeddleAnalysis
import HeddleEngine

/// Draws the identity prompts that the parts of the evidence are measured on.
struct EvidencePrompts {
    let bench: SymbolicBench
    let shots: Int
    let words: [String]
    let seed: UInt64

    /// Uses of the seed, so that no part's prompts depend on another's.
    enum Stream: UInt64 {
        case attention = 0xE1
        case similarity, ablation, decodingSplit, training, validation, testing
    }

    /// Prompts tried for each one that the model must answer right.
    private static let patience = 10

    /// The words of the pairs' prompts, in their order.
    static func words(
        of pairs: [ContextPair], _ text: TaskTokenizer
    ) -> [String] {
        var seen: Set<String> = []
        return pairs.flatMap { [$0.base.prompt, $0.exp.prompt] }
            .filter { text.stimulus($0) != nil }
            .flatMap { $0.split { "^\n".contains($0) }.map(String.init) }
            .filter { seen.insert($0).inserted }
    }

    /// Prompts of pairs, each once; those that are no identity prompts of this many examples are
    /// left out.
    func stimuli(of pairs: [ContextPair]) -> [IdentityStimulus] {
        var seen: Set<String> = []
        return pairs.flatMap { [$0.base.prompt, $0.exp.prompt] }
            .filter { seen.insert($0).inserted }
            .compactMap(bench.text.stimulus).filter { $0.layout.shots == shots }
    }

    /// New prompts of a rule.
    ///
    /// - Parameters:
    ///   - known: prompts that must not be drawn.
    ///   - isSolved: whether only prompts are taken that the model answers right.
    /// - Returns: fewer than asked for where the words give no more or the model solves no more.
    func stimuli(
        _ rule: IdentityRule, count: Int, stream: Stream, words: [String]? = nil,
        without known: Set<[Int32]> = [], isSolved: Bool
    ) throws(ExperimentError) -> [IdentityStimulus] {
        var sampler = try bench.text.identitySampler(
            words: words ?? self.words, shots: shots, seed: seed,
            stream: stream.rawValue << 8 | (rule == .aba ? 0 : 1))
        var found: [IdentityStimulus] = []
        for _ in 0..<(isSolved ? count * Self.patience : count * 2) where found.count < count {
            guard let items = try? sampler.items(rule) else { break }
            guard let stimulus = bench.text.stimulus(items.prompt(rule).prompt),
                !known.contains(stimulus.tokens)
            else { continue }
            if isSolved {
                guard try bench.isRight(stimulus) else { continue }
            }
            found.append(stimulus)
        }
        return found
    }

    /// Groups of a context, the other one of its abstract pair, and both with the query's items
    /// swapped, all answered right; the context's rule alternates.
    ///
    /// - Parameter kind: kinds have groups of their own, as in the paper.
    func groups(
        _ count: Int, kind: SymbolicHeadKind
    ) throws(ExperimentError) -> [[IdentityStimulus]] {
        let place = UInt64(SymbolicHeadKind.allCases.firstIndex(of: kind) ?? 0)
        var sampler = try bench.text.identitySampler(
            words: words, shots: shots, seed: seed, stream: Stream.similarity.rawValue << 8 | place)
        var groups: [[IdentityStimulus]] = []
        for _ in 0..<count * Self.patience where groups.count < count {
            let rule: IdentityRule = groups.count.isMultiple(of: 2) ? .aba : .abb
            guard let items = try? sampler.items(rule) else { break }
            let group = Self.prompts(items, rule).compactMap(bench.text.stimulus)
            guard group.count == 4, try areRight(group) else { continue }
            groups.append(group)
        }
        return groups
    }

    private func areRight(_ group: [IdentityStimulus]) throws(ExperimentError) -> Bool {
        for stimulus in group where try !bench.isRight(stimulus) { return false }
        return true
    }

    static func prompts(_ items: IdentityItems, _ rule: IdentityRule) -> [String] {
        [(items, rule), (items.swapped, rule.opposite)].flatMap { items, rule in
            rule.map { rule in
                [items.prompt(rule).prompt, items.querySwapped.prompt(rule).prompt]
            } ?? []
        }
    }

    /// Prompts of both rules in parts that share no word; rules alternate within a part.
    ///
    /// - Returns: nil where the words are too few for three parts.
    func decoding(_ split: DecodingSplit) throws(ExperimentError) -> DecodingStimuli? {
        let needed = IdentityItems.wordCount(shots: shots)
        let total = split.train + split.validation + split.test
        guard total > 0, words.count >= 3 * needed else { return nil }
        var generator = SeededGenerator(seed: seed, stream: Stream.decodingSplit.rawValue)
        let shuffled = words.shuffled(using: &generator)
        let spare = shuffled.count - 3 * needed
        let train = needed + spare * split.train / total
        let validation = needed + spare * split.validation / total
        func part(
            _ words: ArraySlice<String>, _ count: Int, _ stream: Stream
        ) throws(ExperimentError) -> [IdentityStimulus] {
            var prompts: [[IdentityStimulus]] = []
            for rule in IdentityRule.solvable {
                prompts.append(
                    try stimuli(
                        rule, count: count, stream: stream, words: Array(words), isSolved: false))
            }
            let least = prompts.map(\.count).min() ?? 0
            return (0..<least).flatMap { index in prompts.map { $0[index] } }
        }
        return DecodingStimuli(
            train: try part(shuffled[..<train], split.train, .training),
            validation: try part(
                shuffled[train..<train + validation], split.validation, .validation),
            test: try part(shuffled[(train + validation)...], split.test, .testing))
    }
}
