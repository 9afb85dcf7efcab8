import HeddleAnalysis

/// Names one opened trace; a trace opened again, or a branch of it, gets a new one, so that late
/// results of an older document are told apart.
public struct DocumentID: Hashable, Sendable, Codable {
    public var number: Int
    public init(_ number: Int) { self.number = number }
}

/// The open trace with everything that is computed from its text alone.
public struct Document: Sendable, Equatable {
    public var id: DocumentID
    public var trace: Trace
    /// Never empty: without a model and without ids in the file, tokens are words.
    public var tokens: TokenTable
    /// Where the token table comes from.
    public var tokenSource: TokenSource
    public var labelling: Labelling
    /// Which of the labels that were wanted these are, see `LexiconState.number`.
    public var labels = 0
    /// The trace's text in UTF-8.
    public var bytes: [UInt8]
    public var outline: DocumentOutline
    /// The steps that the source has labelled, or the sentences of the reasoning; their planning
    /// score is of `labelling`.
    public var steps: DocumentSteps
    /// Token indexes at which a cursor stops that moves by sentence, ascending.
    public var sentenceStops: [Int]
    /// Whether the token ids are of the loaded model's vocabulary: only then may it be asked.
    public var fitsModel = true

    public enum TokenSource: Hashable, Sendable {
        case file
        /// The file had no ids; the named model's tokenizer made them.
        case tokenizer(model: String)
        /// Neither ids nor a tokenizer: one token a word, no ids.
        case words
    }

    /// Finds the steps: linear in the text.
    public init(
        id: DocumentID, trace: Trace, tokens: TokenTable, tokenSource: TokenSource,
        labelling: Labelling, bytes: [UInt8], outline: DocumentOutline
    ) {
        self.id = id
        self.trace = trace
        self.tokens = tokens
        self.tokenSource = tokenSource
        self.labelling = labelling
        self.bytes = bytes
        self.outline = outline
        steps = DocumentSteps(
            trace: trace, tokens: tokens, bytes: bytes,
            reasoning: tokens.bytes(of: outline.reasoning), labelling: labelling)
        sentenceStops = steps.stops(with: outline.sentenceStarts)
    }

    /// Tokens of the response.
    public var response: Range<Int> { tokens.promptLength..<max(tokens.promptLength, tokens.count) }
}

/// Token indexes at which words and sentences begin, and which tokens are tags, prompt, reasoning
/// and answer; made once a document so that movement never scans the text.
public struct DocumentOutline: Hashable, Sendable {
    /// Ascending token indexes.
    public var wordStarts: [Int]
    public var sentenceStarts: [Int]
    /// Tokens of the think tags and of the chat frame, folded away on the screen.
    public var tags: [Range<Int>]
    public var reasoning: Range<Int>
    public var answer: Range<Int>

    public init(
        wordStarts: [Int], sentenceStarts: [Int], tags: [Range<Int>], reasoning: Range<Int>,
        answer: Range<Int>
    ) {
        self.wordStarts = wordStarts
        self.sentenceStarts = sentenceStarts
        self.tags = tags
        self.reasoning = reasoning
        self.answer = answer
    }
}
