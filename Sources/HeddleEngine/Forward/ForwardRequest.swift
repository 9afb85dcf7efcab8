/// Of which queries the logits are wanted.
public enum LogitRequest: Sendable, Hashable {
    case none
    /// The last query of the run.
    case last
    /// Every query of the run: `vocabulary` floats each.
    case all
    /// These queries, 0-based from the start of the prompt; those outside the run are left out.
    case at([Int])
}

/// Which heads' summaries are wanted, and what they need to know of the text.
public struct SummaryRequest: Sendable, Hashable {
    /// nil for all heads.
    public var heads: Set<HeadID>?
    /// nil for all queries of the run; queries outside the run are left out.
    public var queries: [Int]?
    /// Whether the token at a position plans; positions beyond its end do not.
    public var planning: [Bool]

    public init(heads: Set<HeadID>? = nil, queries: [Int]? = nil, planning: [Bool] = []) {
        self.heads = heads
        self.queries = queries
        self.planning = planning
    }
}

/// Rows of one head's attention pattern.
public struct PatternRequest: Sendable, Hashable {
    public var head: HeadID
    /// nil for all queries of the run; queries outside the run are left out.
    public var queries: [Int]?

    public init(head: HeadID, queries: [Int]? = nil) {
        self.head = head
        self.queries = queries
    }
}

/// What a forward pass computes and hands out; nothing else is kept.
public struct ForwardRequest: Sendable {
    /// A prediction of every token whose query is in the run and which is itself known.
    public var predictions: Bool
    /// How many of the most probable tokens a prediction lists.
    public var topCount: Int
    public var logits: LogitRequest
    public var summaries: SummaryRequest?
    public var patterns: [PatternRequest]
    /// What each span receives of later ones' attention, over all heads.
    public var received: ReceivedAttentionRequest?
    /// The hook points that the observer is handed.
    public var hooks: Set<HookPoint>

    public init(
        predictions: Bool = false, topCount: Int = 8, logits: LogitRequest = .none,
        summaries: SummaryRequest? = nil, patterns: [PatternRequest] = [],
        received: ReceivedAttentionRequest? = nil, hooks: Set<HookPoint> = []
    ) {
        self.predictions = predictions
        self.topCount = topCount
        self.logits = logits
        self.summaries = summaries
        self.patterns = patterns
        self.received = received
        self.hooks = hooks
    }

    /// Nothing: fills the cache alone.
    public static let nothing = ForwardRequest()
}
