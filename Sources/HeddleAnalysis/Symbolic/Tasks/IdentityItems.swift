/// The different words of an identity task: two for each example and two for the query.
///
/// A prompt has no blanks: `a^b^a`, one example a line, the last line cut off before its third item
/// (Yang et al. 2025, 2502.20332, as their code writes it).
public struct IdentityItems: Hashable, Sendable {
    /// The sign between the items of an example.
    public static let separator = "^"

    /// The two words of each example, the query's last.
    public let couples: [Couple]

    public struct Couple: Hashable, Sendable {
        public var first: String
        public var second: String

        public init(_ first: String, _ second: String) {
            self.first = first
            self.second = second
        }

        var swapped: Couple { Couple(second, first) }
    }

    /// - Throws: `SymbolicTaskError.noExample` for fewer than four words, `.oddWords` for a number
    ///   that is no multiple of two, `.repeatedWord` for a word given twice.
    public init(words: [String]) throws(SymbolicTaskError) {
        guard words.count >= 4 else { throw .noExample(shots: words.count / 2 - 1) }
        guard words.count.isMultiple(of: 2) else { throw .oddWords(count: words.count) }
        var seen: Set<String> = []
        if let repeated = words.first(where: { !seen.insert($0).inserted }) {
            throw .repeatedWord(repeated)
        }
        couples = stride(from: 0, to: words.count, by: 2).map { Couple(words[$0], words[$0 + 1]) }
    }

    private init(couples: [Couple]) { self.couples = couples }

    /// The two words of every line changed round.
    public var swapped: IdentityItems { IdentityItems(couples: couples.map(\.swapped)) }

    /// The two words of the query changed round.
    public var querySwapped: IdentityItems {
        IdentityItems(couples: couples.dropLast() + couples.suffix(1).map(\.swapped))
    }

    /// Number of examples before the query.
    public var shots: Int { couples.count - 1 }

    /// The number of words that a task with so many examples takes.
    public static func wordCount(shots: Int) -> Int { 2 * (shots + 1) }

    /// The number of tokens of a prompt, one for each item and each sign between them.
    public static func tokenCount(shots: Int) -> Int { 6 * shots + 4 }

    /// The tokens at which the examples' third items stand, a beginning token not counted.
    public static func thirdItems(shots: Int) -> [Int] { (0..<shots).map { 4 + 6 * $0 } }

    /// The examples under a rule, the query, and what the rule makes of it.
    public func prompt(_ rule: IdentityRule) -> AnsweredPrompt {
        let lines = couples.map { rule.items($0.first, $0.second) }
        let shown = lines.enumerated().map { index, items in
            index < shots
                ? items.joined(separator: Self.separator)
                : items.dropLast().map { $0 + Self.separator }.joined()
        }
        return AnsweredPrompt(
            prompt: shown.joined(separator: "\n"), answer: lines.last?.last ?? "")
    }

    /// The two items that a prompt's query shows: `[a, b]`, of the control `[a, a]`.
    public func query(_ rule: IdentityRule) -> [String] {
        couples.last.map { Array(rule.items($0.first, $0.second).dropLast()) } ?? []
    }

    /// The pair of contexts whose base follows `rule`; nil for the control, which has no opposite.
    ///
    /// An abstract pair's other context swaps the first two items of every line and follows the
    /// opposite rule, so that third items and answer stay; a token pair's swaps the query alone.
    public func pair(_ kind: ContextPair.Kind, base rule: IdentityRule) -> ContextPair? {
        guard let opposite = rule.opposite else { return nil }
        let other: AnsweredPrompt
        let target: String
        switch kind {
        case .abstract:
            other = swapped.prompt(opposite)
            target = swapped.prompt(rule).answer
        case .token:
            other = querySwapped.prompt(rule)
            target = prompt(rule).answer
        }
        return ContextPair(
            kind: kind, rule: rule.rawValue, base: prompt(rule), exp: other, target: target)
    }

    /// Whether the tokens of a prompt are its items and signs and nothing else: their number is
    /// right, and every other one is a sign.
    ///
    /// - Parameter tokens: the bytes of each token, a beginning token left out.
    public static func areSeparated(
        _ tokens: [[UInt8]], shots: Int, separator: String = separator
    ) -> Bool {
        guard tokens.count == tokenCount(shots: shots) else { return false }
        return stride(from: 1, to: tokens.count, by: 2).allSatisfy {
            tokens[$0] == Array(separator.utf8) || tokens[$0] == [0x0A]
        }
    }
}
