/// A sentence with the verdict of whoever labelled it.
public struct JudgedSentence: Hashable, Sendable {
    /// Bytes of `Trace.text`.
    public var bytes: Range<Int>
    public var isPlanning: Bool

    public init(bytes: Range<Int>, isPlanning: Bool) {
        self.bytes = bytes
        self.isPlanning = isPlanning
    }
}

/// A trace with what its source says of its planning, prepared once for any number of labellings.
public struct JudgedTrace: Sendable {
    /// Where the verdicts on sentences come from.
    public enum SentenceSource: String, CaseIterable, Hashable, Sendable {
        /// The labelled steps of the source; planning when one of its tags is a planning tag.
        case labelledSteps = "labelled steps"
        /// The sentences of the reasoning; planning when at least half of its characters are gold.
        case goldSpans = "gold spans"
    }

    public let trace: Trace
    /// `trace.text`.
    public let text: [UInt8]
    /// Bytes of the response.
    public let response: Range<Int>
    /// The trace's tokens, or its words where there are none.
    public let tokens: TokenTable
    /// Ascending; nil where the trace has none.
    public let gold: [MarkedSpan]?
    public let sentences: [JudgedSentence]
    public let sentenceSource: SentenceSource

    /// Linear in the text; nil for a trace with neither labelled steps nor gold spans.
    ///
    /// - Parameter planningTags: tags of steps that count as planning.
    public init?(_ trace: Trace, planningTags: Set<String> = Self.planningTags) {
        let gold = trace.goldSpans
        guard gold != nil || !trace.steps.isEmpty else { return nil }
        let text = trace.textBytes
        self.trace = trace
        self.text = text
        self.gold = gold
        response = trace.contextLength..<text.count
        tokens = trace.tokens ?? TokenTable.words(of: text, contextLength: trace.contextLength)
        if trace.steps.isEmpty {
            sentenceSource = .goldSpans
            sentences = Self.sentences(of: text, contextLength: trace.contextLength, gold ?? [])
        } else {
            sentenceSource = .labelledSteps
            let offsets = ScalarOffsets(text, range: response)
            sentences = trace.steps.map { step in
                JudgedSentence(
                    bytes: step.bytes(offsets),
                    isPlanning: !planningTags.isDisjoint(with: step.labels))
            }
        }
    }

    /// The tags that count as planning unless others are named.
    public static let planningTags = Set(StepTag.allCases.filter(\.isPlanning).map(\.rawValue))

    private static func sentences(
        of text: [UInt8], contextLength: Int, _ gold: [MarkedSpan]
    ) -> [JudgedSentence] {
        let reasoning = TraceRegions(text: text, contextLength: contextLength).reasoning
        return Segmentation(text: text, range: reasoning).sentenceRanges(in: text).map { bytes in
            JudgedSentence(
                bytes: bytes, isPlanning: gold.share(ofCharactersIn: bytes, of: text) >= 0.5)
        }
    }
}
