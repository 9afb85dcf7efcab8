import HeddleAnalysis

extension Document {
    /// A document of a trace and its tokens; words, sentences and parts are found in its text.
    /// Linear in the length of the text.
    ///
    /// - Parameter tokens: nil makes a token of every word, without ids.
    public init(
        id: DocumentID, trace: Trace, tokens: TokenTable?, tokenSource: TokenSource,
        labelling: Labelling
    ) {
        let bytes = trace.textBytes
        let table = tokens ?? .words(of: bytes, contextLength: trace.contextLength)
        self.init(
            id: id, trace: trace, tokens: table,
            tokenSource: tokens == nil ? .words : tokenSource, labelling: labelling, bytes: bytes,
            outline: DocumentOutline(
                regions: TraceRegions(
                    text: bytes, contextLength: trace.contextLength, prompt: trace.prompt),
                tokens: table, bytes: bytes))
    }
}

extension Document {
    /// The token at a place of the prompt or the response. Linear for the prompt.
    func token(at place: TextPlace) -> Int? {
        let start =
            switch place.part {
            case .response: trace.contextLength
            case .prompt: TraceRegions(trace).prompt.lowerBound
            }
        return tokens.token(atByte: start + place.offset)
    }
}

extension Document {
    /// The token at a Unicode scalar of the response. Linear in the text.
    func token(atScalar scalar: Int) -> Int? {
        let start = min(trace.contextLength, bytes.count)
        let offsets = ScalarOffsets(bytes, range: start..<bytes.count)
        return tokens.token(atByte: offsets.byte(atScalar: scalar))
    }
}

extension DocumentOutline {
    /// Finds words and sentences of the prompt, the reasoning and the answer, and what is folded
    /// away: think tags, and the frame around the prompt.
    public init(regions: TraceRegions, tokens: TokenTable, bytes: [UInt8]) {
        let end = tokens.offsets.last ?? 0
        let shown = [regions.prompt, regions.reasoning, regions.final].filter { !$0.isEmpty }
        let cuts = shown.map { Segmentation(text: bytes, range: $0) }
        let reasoning = tokens.tokens(overlapping: regions.reasoning)
        let answer = tokens.tokens(overlapping: regions.final)
        let prompt = regions.prompt
        let frame = [
            regions.context.lowerBound..<prompt.lowerBound,
            prompt.upperBound..<regions.context.upperBound,
        ]
        let tags = (frame + regions.tags)
            .map { tokens.tokens(inside: $0.clamped(to: 0..<end)) }
            .filter { !$0.isEmpty }
            .sorted { $0.lowerBound < $1.lowerBound }
        self.init(
            wordStarts: tokens.stops(atBytes: cuts.flatMap(\.words)).positions,
            sentenceStarts: tokens.stops(atBytes: cuts.flatMap(\.sentences)).positions, tags: tags,
            reasoning: reasoning.isEmpty
                ? tokens.promptLength..<max(tokens.promptLength, tokens.count) : reasoning,
            answer: answer.isEmpty ? tokens.count..<tokens.count : answer)
    }
}

extension TokenTable {
    /// The tokens that lie wholly inside a range of bytes.
    func tokens(inside bytes: Range<Int>) -> Range<Int> {
        var tokens = tokens(overlapping: bytes)
        if let first = tokens.first, offsets[first] < bytes.lowerBound {
            tokens = first + 1..<tokens.upperBound
        }
        if let last = tokens.last, offsets[last + 1] > bytes.upperBound {
            tokens = tokens.lowerBound..<last
        }
        return tokens
    }
}
