/// Where the items of an identity prompt stand: `a^b^a\nc^d^c\n…e^f^`, each item one token and
/// each separator one, so that a line takes six tokens.
public struct IdentityLayout: Hashable, Sendable {
    /// Examples before the query.
    public let shots: Int
    /// Whether a token that begins texts stands in front.
    public let beginsText: Bool

    public init(shots: Int, beginsText: Bool) {
        self.shots = shots
        self.beginsText = beginsText
    }

    private var offset: Int { beginsText ? 1 : 0 }

    /// Tokens of a prompt.
    public var tokenCount: Int { 6 * shots + 4 + offset }
    /// The position that predicts the answer.
    public var last: Int { tokenCount - 1 }

    /// The items of an example, or of the query where `example` is `shots`.
    public func first(_ example: Int) -> Int { 6 * example + offset }
    public func second(_ example: Int) -> Int { 6 * example + 2 + offset }
    /// An example's third item: the last token of its line.
    public func third(_ example: Int) -> Int { 6 * example + 4 + offset }

    public var thirdItems: [Int] { (0..<shots).map(third) }

    /// The earlier item of an example that its third one repeats.
    public func match(_ example: Int, _ rule: IdentityRule) -> Int? {
        switch rule {
        case .aba: first(example)
        case .abb: second(example)
        case .aab: nil
        }
    }

    /// The earlier item of an example that its third one does not repeat.
    public func other(_ example: Int, _ rule: IdentityRule) -> Int? {
        rule.opposite.flatMap { match(example, $0) }
    }

    /// The layout of a prompt of so many tokens without a beginning token; nil where no number of
    /// examples has that many.
    public init?(tokens: Int, beginsText: Bool) {
        guard tokens >= 10, (tokens - 4).isMultiple(of: 6) else { return nil }
        self.init(shots: (tokens - 4) / 6, beginsText: beginsText)
    }
}
