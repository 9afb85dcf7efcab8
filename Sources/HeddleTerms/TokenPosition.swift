/// A token and the query that predicts it, carried together so that neither is taken for the other.
///
/// Token N is predicted by the query at position N-1; the first token of a text has no prediction.
/// Positions are 0-based token indexes counted from the start of the prompt.
public struct TokenPosition: Hashable, Comparable, Sendable, Codable {
    /// The index of the token.
    public let target: Int

    public init(target: Int) { self.target = target }
    public init(query: Int) { self.target = query + 1 }

    /// The query whose distribution predicts the token, or nil for the first token of a text.
    public var query: Int? { target > 0 ? target - 1 : nil }

    public static func < (left: TokenPosition, right: TokenPosition) -> Bool {
        left.target < right.target
    }
}
