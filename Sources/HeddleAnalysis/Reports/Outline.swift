/// A planning move as an outline shows it.
public struct OutlineMove: Hashable, Sendable {
    /// Bytes of `Trace.text`.
    public var bytes: Range<Int>
    /// Tokens of the trace; nil where it has none.
    public var tokens: Range<Int>?
    public var text: String
    public var intent: Intent
    /// Execution tokens between this move and the next one, or the end of the response; words
    /// where the trace has no tokens.
    public var execution: Int

    public init(
        bytes: Range<Int>, tokens: Range<Int>?, text: String, intent: Intent, execution: Int
    ) {
        self.bytes = bytes
        self.tokens = tokens
        self.text = text
        self.intent = intent
        self.execution = execution
    }
}

/// The planning moves of a trace with what is executed after each, and its source's labelled steps.
public struct Outline: Hashable, Sendable {
    public var moves: [OutlineMove]
    public var steps: [LabelledStep]
    /// Execution tokens (or words) of the response before the first move.
    public var opening: Int
    /// The sentences of the reasoning as Thought Anchors cuts them.
    public var sentences: AnchorSentences
    private var trace: Trace

    /// Linear in the text. Without tokens, words take their place.
    public init(_ trace: Trace, labelling: Labelling) {
        self.trace = trace
        let text = trace.textBytes
        let table =
            trace.tokens ?? TokenTable.words(of: text, contextLength: trace.contextLength)
        var labelling = labelling
        if labelling.intents.count != table.count {
            labelling = labelling.applied(to: table)
        }
        steps = trace.steps
        sentences = AnchorSentences(
            text: text,
            range: TraceRegions(text: text, contextLength: trace.contextLength).reasoning)
        moves = []
        opening = table.response.count
        for (index, move) in labelling.moves.enumerated() {
            let isLast = index + 1 == labelling.moves.count
            let next = isLast ? table.count : labelling.moves[index + 1].tokens.lowerBound
            let first = labelling.spans[move.spans.lowerBound].bytes.lowerBound
            let bytes = first..<labelling.spans[move.spans.upperBound - 1].bytes.upperBound
            if index == 0 { opening = move.tokens.lowerBound - table.response.lowerBound }
            moves.append(
                OutlineMove(
                    bytes: bytes, tokens: trace.tokens == nil ? nil : move.tokens,
                    text: Self.oneLine(text.text(bytes)), intent: move.intent,
                    execution: next - move.tokens.upperBound))
        }
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The text of a step on one line. Costs the length of the trace: for lists that are printed.
    public func texts(of steps: [LabelledStep]) -> [String] {
        let text = trace.textBytes
        let offsets = ScalarOffsets(text, range: trace.contextLength..<text.count)
        return steps.map { Self.oneLine(text.text($0.bytes(offsets))) }
    }

    /// The text of each sentence on one line; linear in the trace.
    var sentenceTexts: [String] {
        let text = trace.textBytes
        return sentences.sentences.map { Self.oneLine($0.text(in: text)) }
    }

    /// `moves[].{start,end,token,text,intent,execution}`, `steps[].{start,end,labels,importance}`
    /// and `sentences[].{start,end}`; offsets count Unicode scalars of the response, end exclusive.
    public var json: JSONValue {
        let text = trace.textBytes
        let offsets = ScalarOffsets(text, range: trace.contextLength..<text.count)
        return [
            "id": .string(trace.id), "moves": .array(moves.map { $0.json(offsets) }),
            "steps": .array(steps.map(\.json)),
            "sentences": .array(
                sentences.sentences.map { sentence in
                    [
                        "start": .integer(offsets.scalar(atByte: sentence.bytes.lowerBound)),
                        "end": .integer(offsets.scalar(atByte: sentence.bytes.upperBound)),
                    ]
                }),
        ]
    }
}

extension OutlineMove {
    /// The move with offsets in Unicode scalars.
    func json(_ offsets: ScalarOffsets) -> JSONValue {
        [
            "start": .integer(offsets.scalar(atByte: bytes.lowerBound)),
            "end": .integer(offsets.scalar(atByte: bytes.upperBound)),
            "token": JSONValue(tokens?.lowerBound), "text": .string(text),
            "intent": .string(intent.rawValue), "execution": .integer(execution),
        ]
    }
}

extension Labelling {
    /// The same spans over another token table: intents and moves are made anew.
    public func applied(to tokens: TokenTable) -> Labelling {
        var labelling = Labelling(
            spans: [], moves: [], intents: Array(repeating: nil, count: tokens.count),
            lexicon: lexicon)
        for span in spans { labelling.append(span, tokens: tokens) }
        return labelling
    }
}
