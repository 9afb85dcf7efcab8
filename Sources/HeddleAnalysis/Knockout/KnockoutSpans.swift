/// Why two spans of tokens cannot be knocked out of each other.
public enum KnockoutSpanError: Error, Hashable, CustomStringConvertible {
    /// A text that names no span of tokens.
    case malformed(String)
    case empty(place: String)
    case reversed(place: String, first: Int, last: Int)
    case outside(place: String, first: Int, last: Int, tokens: Int)
    /// The destination begins with the first token, which no query predicts.
    case noQuery
    /// The source does not end before the destination begins.
    case overlapping(sourceLast: Int, destinationFirst: Int)

    public var description: String {
        switch self {
        case .malformed(let text):
            "'\(text)' is no span of tokens: write A-B, first and last token, counted from 0"
        case .empty(let place):
            "the \(place) has no token: mark at least one"
        case .reversed(let place, let first, let last):
            "the \(place) \(first)-\(last) ends before it begins: write \(last)-\(first)"
        case .outside(let place, let first, let last, let tokens):
            "the \(place) \(first)-\(last) is outside the text, which has tokens 0-\(tokens - 1)"
        case .noQuery:
            "the destination begins with token 0, which nothing predicts; begin at token 1 or later"
        case .overlapping(let sourceLast, let destinationFirst):
            "the source ends at token \(sourceLast) and the destination begins at token "
                + "\(destinationFirst): the source must end before the destination begins"
        }
    }
}

/// Tokens that are hidden, and tokens whose predictions they are hidden from.
///
/// Hidden are the keys at the positions where the source tokens are read. Token N is predicted by the
/// query at N−1, so that they are hidden from the queries `destination.first - 1` to
/// `destination.last - 1`. Where the source ends right before the destination, the first of these is
/// the source's own last position, which then does not see itself.
public struct KnockoutSpans: Hashable, Sendable {
    /// Token indexes from the start of the prompt, never empty.
    public let source: Range<Int>
    /// Likewise; begins at or behind the end of `source`.
    public let destination: Range<Int>

    /// - Parameter tokens: how many tokens the text has.
    /// - Throws: `KnockoutSpanError` for spans that are empty, outside the text or overlap.
    public init(
        source: Range<Int>, destination: Range<Int>, tokens: Int
    ) throws(KnockoutSpanError) {
        for (place, span) in [("source", source), ("destination", destination)] {
            guard !span.isEmpty else { throw .empty(place: place) }
            guard span.lowerBound >= 0, span.upperBound <= tokens else {
                throw .outside(
                    place: place, first: span.lowerBound, last: span.upperBound - 1,
                    tokens: tokens)
            }
        }
        guard destination.lowerBound > 0 else { throw .noQuery }
        guard source.upperBound <= destination.lowerBound else {
            throw .overlapping(
                sourceLast: source.upperBound - 1, destinationFirst: destination.lowerBound)
        }
        self.source = source
        self.destination = destination
    }

    /// Reads spans as people write them: `12-20` with both ends counted, or `12` for one token.
    ///
    /// - Throws: `KnockoutSpanError`.
    public init(
        source: String, destination: String, tokens: Int
    ) throws(KnockoutSpanError) {
        try self.init(
            source: Self.parse(source, "source"),
            destination: Self.parse(destination, "destination"), tokens: tokens)
    }

    /// The queries that predict the destination.
    public var queries: Range<Int> { destination.lowerBound - 1..<destination.upperBound - 1 }

    private static func parse(
        _ text: String, _ place: String
    ) throws(KnockoutSpanError) -> Range<Int> {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
            last < Int.max
        else { throw .malformed(text) }
        guard first <= last else { throw .reversed(place: place, first: first, last: last) }
        return first..<last + 1
    }
}
