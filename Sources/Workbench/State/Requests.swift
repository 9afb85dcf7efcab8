import HeddleAnalysis

/// What has been asked of the model and not been answered, one of a kind: a newer request of a
/// kind takes the older one's place. Work that failed stays here, so that it is not asked for
/// again until something else is wanted.
public struct Requests: Hashable, Sendable {
    public struct Rows: Hashable, Sendable {
        public var mask: HeadMask
        public var head: HeadID
        public var queries: Range<Int>
    }

    public struct Line: Hashable, Sendable {
        public var mask: HeadMask
        public var head: HeadID
        public var measure: HeadMeasure
    }

    public struct Block: Hashable, Sendable {
        public var mask: HeadMask
        public var firstQuery: Int
    }

    /// The layers' readings of one token.
    public struct Lens: Hashable, Sendable {
        public var target: Int
        public var halfSteps: Bool
    }

    /// Name of the model that scores the open document.
    public var score: String?
    /// The document that is to be cut into tokens of the model.
    public var tokens: DocumentID?
    public var effects: HeadMask?
    public var summaries: Block?
    public var pattern: Rows?
    public var headLine: Line?
    /// The token whose direct shares are wanted.
    public var attribution: Int?
    public var lens: Lens?
    /// Whether the layers at which the tokens are decided have been asked for.
    public var depths = false
    /// Whether the receiver heads have been asked for.
    public var receivers = false
    /// Indexes of rows of the list that are to be counted first.
    public var counts: [Int] = []

    public init() {}
}

/// A trace on its way: what was asked for and where the cursor goes once it is there.
public struct Opening: Hashable, Sendable {
    public var document: DocumentID
    public var traceID: String
    /// Nil puts the cursor on the first token of the response.
    public var cursor: Int?
    /// Keeps a cursor of the same text under another tokenisation: bytes from the beginning of the
    /// response, below 0 in the text before it, whose frame may change.
    public var byte: Int?
    /// Where a hit or a move lies, whatever frame the prompt gets.
    public var place: TextPlace?
    /// Unicode scalar of the response, as lexicons name places.
    public var scalar: Int?

    public init(
        document: DocumentID, traceID: String, cursor: Int? = nil, byte: Int? = nil,
        place: TextPlace? = nil, scalar: Int? = nil
    ) {
        self.document = document
        self.traceID = traceID
        self.cursor = cursor
        self.byte = byte
        self.place = place
        self.scalar = scalar
    }
}

extension State {
    /// The model that wrote the open trace, when it is known to be another than the loaded one.
    /// What another program's file does not name the writer of is not the bundled model's.
    public var foreignWriter: String? {
        guard let info = model.info, let trace = document?.trace else { return nil }
        return trace.writer(
            besides: info.name, sha256: info.sha256, isSample: info.path == bundledModel)
    }

    /// Whether the loaded model may score the open trace: it is its own, or the user wants it.
    public var mayScore: Bool {
        guard model.info != nil, let document, document.tokenSource != .words else { return false }
        return foreignWriter == nil || scoresAnyway || modelIsNamed
    }

    /// Whether the loaded model may be asked about the open trace: it may score it, and the tokens
    /// are of its vocabulary.
    public var mayAskModel: Bool { mayScore && document?.fitsModel == true }

    /// Whether entropies on the screen are the least that the file's lists of the best tokens allow.
    public var entropiesAreLowerBounds: Bool {
        numbers.isRecorded && document?.trace.scores.entropiesAreLowerBounds == true
    }

    /// The query whose heads are shown: the one that predicts the cursor's token, or with
    /// `reading` the one that reads it; nil for the first token and beyond the model's context.
    public var cursorQuery: Int? {
        guard let document, place.cursor < document.tokens.count else { return nil }
        let position = TokenPosition(target: place.cursor)
        guard let query = place.reading ? place.cursor : position.query else { return nil }
        if let info = model.info, query >= info.contextLength { return nil }
        return query
    }
}
