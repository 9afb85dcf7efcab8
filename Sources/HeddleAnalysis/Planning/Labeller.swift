/// Marks the planning tokens of traces by a lexicon (2509.03646, section 2.1).
public struct Labeller: Sendable {
    public let matcher: LexiconMatcher

    public init(_ lexicon: Lexicon) { matcher = LexiconMatcher(lexicon) }

    public var lexicon: Lexicon { matcher.lexicon }

    /// The planning spans, tokens and moves of a trace's response. Without a token table there are
    /// spans only. Linear in the text.
    public func label(_ trace: Trace) -> Labelling {
        let text = trace.textBytes
        return label(text: text, tokens: trace.tokens, range: trace.contextLength..<text.count)
    }

    /// The same for a text and a range of it (bytes) in which matches count.
    public func label(text: [UInt8], tokens: TokenTable?, range: Range<Int>) -> Labelling {
        var labelling = Labelling(
            spans: [], moves: [], intents: Array(repeating: nil, count: tokens?.count ?? 0),
            lexicon: lexicon.name)
        for span in matcher.spans(in: text, range: range) {
            labelling.append(span, tokens: tokens)
        }
        return labelling
    }
}

extension Labelling {
    /// Adds a span behind the others: its tokens plan, and lengthen the last move or begin one.
    mutating func append(_ span: PlanningSpan, tokens: TokenTable?) {
        spans.append(span)
        guard let tokens, !span.bytes.isEmpty,
            let first = tokens.token(atByte: span.bytes.lowerBound),
            let last = tokens.token(atByte: span.bytes.upperBound - 1), last < intents.count
        else { return }
        for token in first...last where intents[token] == nil { intents[token] = span.intent }
        if let move = moves.last, move.tokens.upperBound >= first {
            moves[moves.count - 1].tokens = move.tokens.lowerBound..<last + 1
            moves[moves.count - 1].spans = move.spans.lowerBound..<spans.count
        } else {
            moves.append(
                PlanningMove(
                    tokens: first..<last + 1, intent: span.intent,
                    spans: spans.count - 1..<spans.count))
        }
    }

    /// The first tokens of the moves, where the decisions fall.
    public var decisions: [Int] { moves.map(\.tokens.lowerBound) }

    /// The move that holds a token, nil for an execution token. Logarithmic.
    public func move(at token: Int) -> PlanningMove? {
        let index = moves.partitioningIndex { $0.tokens.upperBound > token }
        guard index < moves.count, moves[index].tokens.contains(token) else { return nil }
        return moves[index]
    }

    /// The span that holds a byte of the text, nil outside of spans. Logarithmic.
    public func span(atByte byte: Int) -> PlanningSpan? {
        let index = spans.partitioningIndex { $0.bytes.upperBound > byte }
        guard index < spans.count, spans[index].bytes.contains(byte) else { return nil }
        return spans[index]
    }

    /// Planning tokens over all tokens of `range`, 0...1; 0 for an empty range.
    public func planningShare(of range: Range<Int>) -> Double {
        let range = range.clamped(to: intents.indices)
        guard !range.isEmpty else { return 0 }
        return Double(intents[range].count { $0 != nil }) / Double(range.count)
    }
}
