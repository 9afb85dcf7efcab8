/// One occurrence of a strategic gram in a text.
public struct PlanningSpan: Hashable, Sendable {
    /// Bytes of the trace's text.
    public var bytes: Range<Int>
    /// Index of the gram in its lexicon.
    public var gram: Int
    public var intent: Intent

    public init(bytes: Range<Int>, gram: Int, intent: Intent) {
        self.bytes = bytes
        self.gram = gram
        self.intent = intent
    }
}

/// A maximal run of planning tokens; its first token is where the decision falls.
public struct PlanningMove: Hashable, Sendable {
    /// Token indexes of the trace.
    public var tokens: Range<Int>
    public var intent: Intent
    /// Indexes of its spans in the labelling.
    public var spans: Range<Int>

    public init(tokens: Range<Int>, intent: Intent, spans: Range<Int>) {
        self.tokens = tokens
        self.intent = intent
        self.spans = spans
    }
}

/// Which tokens of a trace plan: a token is a planning token if any of its bytes lies in a span
/// (2509.03646, section 2.1); all others are execution tokens.
public struct Labelling: Hashable, Sendable {
    /// Ascending, without overlap.
    public var spans: [PlanningSpan]
    /// Ascending.
    public var moves: [PlanningMove]
    /// Intent of each token `[token]`, nil for execution tokens and for the prompt.
    public var intents: [Intent?]
    /// Name of the lexicon that they come from.
    public var lexicon: String

    public init(
        spans: [PlanningSpan], moves: [PlanningMove], intents: [Intent?], lexicon: String
    ) {
        self.spans = spans
        self.moves = moves
        self.intents = intents
        self.lexicon = lexicon
    }

    public static let none = Labelling(spans: [], moves: [], intents: [], lexicon: "")

    public func isPlanning(_ token: Int) -> Bool {
        intents.indices.contains(token) && intents[token] != nil
    }
}
