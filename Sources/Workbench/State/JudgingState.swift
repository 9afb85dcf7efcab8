import HeddleAnalysis

/// Phrases to be judged blindly are to be drawn from files.
public struct JudgingRequest: Hashable, Sendable {
    /// Files and directories of traces.
    public var files: [String]
    /// File that answers are added to.
    public var output: String
    public var items: Int
    public var seed: UInt64

    public init(files: [String], output: String, items: Int = 100, seed: UInt64 = 0) {
        self.files = files
        self.output = output
        self.items = items
        self.seed = seed
    }
}

/// A round of blind judging with what each saved answer needs.
public struct Judging: Hashable, Sendable {
    public var round: AnnotationRound
    public var output: String
    public var annotator: String
    public var lexicon: String
    /// `round.items.fingerprint`.
    public var fingerprint: String

    public init(
        round: AnnotationRound, output: String, annotator: String, lexicon: String,
        fingerprint: String
    ) {
        self.round = round
        self.output = output
        self.annotator = annotator
        self.lexicon = lexicon
        self.fingerprint = fingerprint
    }

    /// The answer to an item as it is saved.
    func record(_ answer: AnnotationAnswer, to item: Int) -> AnnotationRecord {
        AnnotationRecord(
            answer, to: item, of: round.items, fingerprint: fingerprint, annotator: annotator,
            lexicon: lexicon)
    }
}
