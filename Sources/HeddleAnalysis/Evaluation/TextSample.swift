/// A bounded random sample of the traces of a corpus of any length: those whose seeded numbers are
/// the smallest, as many as fit.
public struct TextSample: Sendable {
    /// What is kept of a trace.
    public struct Item: Sendable {
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

    public mutating func offer(_ trace: JudgedTrace) {
        traces += 1
        let number = generator.next()
        if let last = items.last, size + trace.text.count > limit, number > last.number { return }
        let regions = TraceRegions(
            text: trace.text, contextLength: trace.response.lowerBound)
        let item = Item(
            text: trace.text, response: trace.response, reasoning: regions.reasoning,
            tokens: trace.tokens, number: number)
        items.insert(item, at: items.partitioningIndex { $0.number > number })
        size += item.text.count
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
