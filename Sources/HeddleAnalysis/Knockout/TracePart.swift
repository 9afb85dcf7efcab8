/// What a text is cut into to ask how its parts depend on each other.
public enum TracePartKind: String, CaseIterable, Hashable, Sendable, Codable {
    /// Planning moves, without what is executed after each.
    case moves
    /// Sentences of the reasoning, as Thought Anchors cuts them.
    case sentences
}

/// A planning move or a sentence with its tokens.
public struct TracePart: Hashable, Sendable {
    /// Token indexes, never empty.
    public var tokens: Range<Int>
    /// On one line.
    public var text: String
    /// Of a planning move.
    public var intent: Intent?

    public init(tokens: Range<Int>, text: String, intent: Intent? = nil) {
        self.tokens = tokens
        self.text = text
        self.intent = intent
    }

    /// The fields of a part in `--json`: `start` and `end` are its first and last token.
    public var json: JSONValue {
        [
            "start": .integer(tokens.lowerBound), "end": .integer(tokens.upperBound - 1),
            "text": .string(text), "intent": JSONValue(intent?.rawValue),
        ]
    }
}

extension Outline {
    /// The parts of a text in ascending order, disjoint, as far as its first `limit` tokens reach.
    ///
    /// A sentence ends where the next one begins, the last one where its text does; one that shares
    /// all its tokens with others is left out. Linear in the text.
    public func parts(_ kind: TracePartKind, tokens: TokenTable, limit: Int) -> [TracePart] {
        switch kind {
        case .moves:
            moves.compactMap { move in
                guard let span = move.tokens?.clamped(to: 0..<limit), !span.isEmpty else {
                    return nil
                }
                return TracePart(tokens: span, text: move.text, intent: move.intent)
            }
        case .sentences:
            sentenceParts(tokens, limit: limit)
        }
    }

    private func sentenceParts(_ tokens: TokenTable, limit: Int) -> [TracePart] {
        let all = sentences.sentences
        let texts = sentenceTexts
        let starts = all.map { tokens.token(atByte: $0.bytes.lowerBound) ?? 0 }
        var parts: [TracePart] = []
        for (index, sentence) in all.enumerated() {
            let end =
                index + 1 < all.count
                ? starts[index + 1]
                : (tokens.token(atByte: max(0, sentence.bytes.upperBound - 1)) ?? -1) + 1
            guard starts[index] < min(end, limit) else { continue }
            parts.append(
                TracePart(tokens: starts[index]..<min(end, limit), text: texts[index]))
        }
        return parts
    }
}
