import HeddleAnalysis

/// Something that the user wrote.
public struct Note: Hashable, Sendable, Codable, Identifiable {
    /// Unique in the session.
    public var id: Int
    public var target: NoteTarget
    /// Empty for a bookmark.
    public var text: String
    /// The text that the note points at, so that it is found again when tokens change.
    public var quote: String
    public var isBookmark: Bool

    public init(id: Int, target: NoteTarget, text: String, quote: String, isBookmark: Bool = false)
    {
        self.id = id
        self.target = target
        self.text = text
        self.quote = quote
        self.isBookmark = isBookmark
    }
}

/// What a session keeps and what undo and redo go through.
public struct Annotations: Hashable, Sendable, Codable {
    public var notes: [Note] = []
    /// Names of pinned heads.
    public var pinned: [HeadID: String] = [:]
    /// Named ablation sets.
    public var sets: [String: Set<HeadID>] = [:]
    /// Tags given here, by id of the trace, in the order in which they were given.
    public var tags: [String: [String]] = [:]
    public var mask = HeadMask()

    public init() {}
}

/// Where the user was; saved within a second, not undone.
public struct Place: Hashable, Sendable, Codable {
    public var traceID: String?
    public var cursor = 0
    public var selectedHead = HeadID(layer: 0, head: 0)
    public var focus = Pane.text
    public var filter = ""
    public var sort: TraceSort?
    public var grouping = TraceGrouping.none
    public var sample: TraceSample?
    public var colorMode = TextColorMode.planning
    public var measure = HeadMeasure.planningLift
    public var reading = false
    /// What takes the place of the next head that is switched off.
    public var mode = AblationMode.zero
    /// The lexicon that was chosen, by its name or its path; nil for the usual one.
    public var lexicon: String?
    /// The set of heads that was named last.
    public var headSet: String?

    public init() {}
}

public enum SaveStatus: Hashable, Sendable {
    case saved, saving
    case failed(message: String)
    /// Nothing is written: `--read-only`.
    case readOnly
}
