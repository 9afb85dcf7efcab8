/// Which tokens each column of a timeline stands for, and back: the tokens spread evenly over the
/// columns.
public struct TimelineScale: Hashable, Sendable {
    public let tokens: Range<Int>
    public let width: Int

    public init(tokens: Range<Int>, width: Int) {
        self.tokens = tokens
        self.width = max(1, width)
    }

    /// Tokens of a column; never empty while there are tokens: with more columns than tokens,
    /// neighbouring columns share one.
    public func tokens(inColumn column: Int) -> Range<Int> {
        guard !tokens.isEmpty, (0..<width).contains(column) else {
            return tokens.lowerBound..<tokens.lowerBound
        }
        let first = column * tokens.count / width
        let end = max(first + 1, (column + 1) * tokens.count / width)
        return tokens.lowerBound + first..<tokens.lowerBound + end
    }

    /// The first column that shows a token; nil outside the stretch.
    public func column(of token: Int) -> Int? {
        guard tokens.contains(token) else { return nil }
        let place = token - tokens.lowerBound
        if tokens.count <= width { return (place * width + tokens.count - 1) / tokens.count }
        return ((place + 1) * width + tokens.count - 1) / tokens.count - 1
    }
}
