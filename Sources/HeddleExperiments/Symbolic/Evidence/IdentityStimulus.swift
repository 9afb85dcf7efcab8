import HeddleAnalysis

/// An identity prompt as a model's tokens, with where its items stand.
public struct IdentityStimulus: Hashable, Sendable {
    public let rule: IdentityRule
    public let layout: IdentityLayout
    public let tokens: [Int32]
    /// The query's item that the rule asks for.
    public let answer: Int32

    /// Reads the rule off the examples.
    ///
    /// - Parameter tokens: with the beginning token where there is one.
    /// - Returns: nil for a text of another length, and where the examples do not agree on ABA or
    ///   ABB.
    public init?(tokens: [Int32], beginsText: Bool) {
        let own = tokens.count - (beginsText ? 1 : 0)
        guard let layout = IdentityLayout(tokens: own, beginsText: beginsText),
            let rule = IdentityRule.solvable.first(where: { rule in
                (0..<layout.shots).allSatisfy { example in
                    layout.match(example, rule).map {
                        tokens[$0] == tokens[layout.third(example)]
                    } ?? false
                }
            }), let asked = layout.match(layout.shots, rule)
        else { return nil }
        self.rule = rule
        self.layout = layout
        self.tokens = tokens
        answer = tokens[asked]
    }
}

extension TaskTokenizer {
    /// The tokens of an identity prompt; nil where it is none, or not all of its items are one
    /// token each.
    public func stimulus(_ prompt: String) -> IdentityStimulus? {
        IdentityStimulus(tokens: ids(prompt), beginsText: beginsText)
    }
}
