/// Labels a response while it is being generated: spans are marked as soon as no longer gram can
/// take their place, and at the end the labelling equals that of the whole text.
public struct StreamingLabeller: Sendable {
    /// What is certain so far.
    public private(set) var labelling: Labelling
    /// The tokens so far, prompt included.
    public private(set) var tokens: TokenTable
    private var scan: LexiconScan

    /// - Parameters:
    ///   - contextLength: bytes of the context; the response's bytes count on from there.
    ///   - prompt: the context's tokens; nil where they are not known.
    public init(_ labeller: Labeller, contextLength: Int, prompt: TokenTable? = nil) {
        tokens = prompt ?? TokenTable(ids: [], offsets: [contextLength], promptLength: 0)
        labelling = Labelling(
            spans: [], moves: [], intents: Array(repeating: nil, count: tokens.count),
            lexicon: labeller.lexicon.name)
        scan = LexiconScan(matcher: labeller.matcher, start: contextLength)
    }

    /// Takes the next token with its bytes, which may end inside a character.
    ///
    /// - Returns: the spans that have become certain.
    @discardableResult
    public mutating func append(id: Int32, bytes: some Collection<UInt8>) -> [PlanningSpan] {
        let end = (tokens.offsets.last ?? 0) + bytes.count
        tokens.ids.append(id)
        tokens.offsets.append(end)
        labelling.intents.append(nil)
        scan.append(bytes)
        return mark(scan.advance())
    }

    /// Ends the text: what was uncertain is decided.
    @discardableResult
    public mutating func finish() -> [PlanningSpan] { mark(scan.finish()) }

    private mutating func mark(_ spans: [PlanningSpan]) -> [PlanningSpan] {
        for span in spans { labelling.append(span, tokens: tokens) }
        return spans
    }
}
