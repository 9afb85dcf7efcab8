/// A bounded random sample of the traces of a corpus of any length: those whose seeded numbers are
/// the smallest, as many as fit.
public struct TextSample: Sendable {
    /// What is kept of a trace.
    public struct Item: Sendable {
        /// Id of the trace.
        public let id: String
        public let text: [UInt8]
        public let response: Range<Int>
        public let reasoning: Range<Int>
        public let tokens: TokenTable
        fileprivate let number: UInt64
    }

    public private(set) var items: [Item] = []
    /// Traces that were offered.
    public private(set) var traces = 0
    private let limit: Int
    private var size = 0
    private var generator: SeededGenerator

    /// - Parameter limit: bytes of text that are kept, at least one trace.
    public init(seed: UInt64, limit: Int = 2 << 20) {
        self.limit = limit
        generator = SeededGenerator(seed: seed, stream: 0x5A)
    }

    /// Linear in the text of a trace that is kept.
    public mutating func offer(_ trace: Trace) {
        guard let number = admit(trace.textLength) else { return }
        let text = trace.textBytes
        let tokens =
            trace.tokens ?? TokenTable.words(of: text, contextLength: trace.contextLength)
        keep(text, id: trace.id, contextLength: trace.contextLength, tokens, number)
    }

    mutating func offer(_ trace: JudgedTrace) {
        guard let number = admit(trace.text.count) else { return }
        keep(
            trace.text, id: trace.trace.id, contextLength: trace.response.lowerBound,
            trace.tokens, number)
    }

    /// The seeded number of the next trace, nil when it is not among the smallest that fit.
    private mutating func admit(_ length: Int) -> UInt64? {
        traces += 1
        let number = generator.next()
        if let last = items.last, size + length > limit, number > last.number { return nil }
        return number
    }

    private mutating func keep(
        _ text: [UInt8], id: String, contextLength: Int, _ tokens: TokenTable, _ number: UInt64
    ) {
        let regions = TraceRegions(text: text, contextLength: contextLength)
        let item = Item(
            id: id, text: text, response: regions.response, reasoning: regions.reasoning,
            tokens: tokens, number: number)
        items.insert(item, at: items.partitioningIndex { $0.number > number })
        size += text.count
        while size > limit, items.count > 1, let last = items.popLast() { size -= last.text.count }
    }

    /// Share of the response tokens that a lexicon marks; nil without tokens. Linear in the text.
    public func coverage(of labeller: Labeller) -> Double? {
        var marked = 0
        var total = 0
        for item in items {
            let labelling = labeller.label(text: item.text, tokens: nil, range: item.response)
            marked += item.tokens.markedTokens(labelling.markedSpans)
            total += item.tokens.response.count
        }
        return total > 0 ? Double(marked) / Double(total) : nil
    }
}
