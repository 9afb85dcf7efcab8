import HeddleAnalysis

/// Something that the user wrote.
public struct StoredNote: Hashable, Sendable, Identifiable {
    /// Unique in the session.
    public var id: Int
    public var target: NoteTarget
    /// Empty for a bookmark.
    public var text: String
    /// The text that the note points at, so that it is found again when tokens change.
    public var quote: String
    public var isBookmark: Bool
    /// Seconds since 1970.
    public var created: Double

    public init(
        id: Int, target: NoteTarget, text: String, quote: String, isBookmark: Bool = false,
        created: Double = 0
    ) {
        self.id = id
        self.target = target
        self.text = text
        self.quote = quote
        self.isBookmark = isBookmark
        self.created = created
    }
}

/// A trace that lives in the session, so that the session can be opened where its files are not.
public struct StoredTrace: Hashable, Sendable, Identifiable {
    public var trace: Trace
    /// The file that it was read from; nil for one that was generated in the session.
    public var file: String?
    /// Line in that file, from 1.
    public var line: Int?
    /// The trace that this one branches off.
    public var parent: String?

    public var id: String { trace.id }

    public init(trace: Trace, file: String? = nil, line: Int? = nil, parent: String? = nil) {
        self.trace = trace
        self.file = file
        self.line = line
        self.parent = parent
    }
}

/// Everything that a session keeps.
public struct SessionDocument: Hashable, Sendable {
    public var title: String
    /// Seconds since 1970; the store sets `modified` at each save.
    public var created: Double
    public var modified: Double
    /// Path of the model and SHA-256 of its weights.
    public var modelPath: String?
    public var modelHash: String?
    /// The arithmetic in which the session's numbers were computed last; nil where it is not known.
    public var modelArithmetic: DotProducts?
    /// Files whose traces are listed, in the order in which they were opened.
    public var files: [String] = []
    public var notes: [StoredNote] = []
    /// Names of pinned heads.
    public var pinned: [HeadID: String] = [:]
    /// Named ablation sets.
    public var sets: [String: Set<HeadID>] = [:]
    public var mask = HeadMask()
    /// Where the user was, settings of the session and what else the program wants to find again:
    /// JSON texts by key. The store does not look into them.
    public var values: [String: String] = [:]
    /// No two of one id.
    public var traces: [StoredTrace] = []

    public init(title: String, created: Double = 0) {
        self.title = title
        self.created = created
        modified = created
    }
}
