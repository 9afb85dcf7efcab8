/// Draws identity tasks with fresh words for each, none twice. Equal seeds give equal tasks.
public struct IdentitySampler {
    public let vocabulary: [String]
    public let shots: Int
    private let isSeparated: (String) -> Bool
    private var draws: FreshDraws

    /// - Parameters:
    ///   - vocabulary: words without repetition.
    ///   - stream: which of several uses of the seed this is.
    ///   - isSeparated: whether a prompt falls into tokens as it must; see
    ///     `IdentityItems.areSeparated`.
    /// - Throws: `SymbolicTaskError.noExample` and `.tooFewWords`.
    public init(
        vocabulary: [String], shots: Int, seed: UInt64, stream: UInt64 = 0,
        isSeparated: @escaping (String) -> Bool
    ) throws(SymbolicTaskError) {
        guard shots > 0 else { throw .noExample(shots: shots) }
        let needed = IdentityItems.wordCount(shots: shots)
        guard vocabulary.count >= needed else {
            throw .tooFewWords(needed: needed, found: vocabulary.count)
        }
        self.vocabulary = vocabulary
        self.shots = shots
        self.isSeparated = isSeparated
        draws = FreshDraws(SeededGenerator(seed: seed, stream: stream))
    }

    /// The next words whose prompt under the rule is new and falls into tokens as it must.
    ///
    /// - Throws: `SymbolicTaskError.noPrompt` where the vocabulary gives none.
    public mutating func items(_ rule: IdentityRule) throws(SymbolicTaskError) -> IdentityItems {
        try draw { items in [items.prompt(rule).prompt] }
    }

    /// The next pair of contexts, both of which fall into tokens as they must.
    ///
    /// - Throws: `SymbolicTaskError.noOpposite` for the control, `.noPrompt` where the vocabulary
    ///   gives none.
    public mutating func pair(
        _ kind: ContextPair.Kind, base rule: IdentityRule
    ) throws(SymbolicTaskError) -> ContextPair {
        guard rule.opposite != nil else { throw .noOpposite(rule: rule.rawValue) }
        let items = try draw { items in
            items.pair(kind, base: rule).map { [$0.base.prompt, $0.exp.prompt] } ?? []
        }
        guard let pair = items.pair(kind, base: rule) else {
            throw .noOpposite(rule: rule.rawValue)
        }
        return pair
    }

    /// - Parameter prompts: what must fall into tokens; the first of them must be new.
    private mutating func draw(
        _ prompts: (IdentityItems) -> [String]
    ) throws(SymbolicTaskError) -> IdentityItems {
        let count = IdentityItems.wordCount(shots: shots)
        return try draws.next { generator in
            let places = generator.distinct(count, of: vocabulary.count)
            guard let items = try? IdentityItems(words: places.map { vocabulary[$0] }),
                case let texts = prompts(items), texts.allSatisfy(isSeparated)
            else { return nil }
            return (items, texts.first ?? "")
        }
    }
}
