import HeddleAnalysis

extension State {
    /// Asks for what the screen needs and does not have: nothing that is there, nothing that is on
    /// its way already.
    mutating func requestMissing(_ effects: inout [Effect]) {
        guard generation == nil, mayScore, let document, let info = model.info else { return }
        guard document.fitsModel else {
            requestTokens(document, &effects)
            return
        }
        if requests.score != info.name {
            requests.score = info.name
            effects.append(.score(document: document.id))
        }
        requestEffects(document.id, &effects)
        if let query = cursorQuery {
            requestSummaries(document, query: query, info, &effects)
            requestPatterns(document, query: query, info, &effects)
        }
        requestHeadLine(document.id, &effects)
        requestReadout(document, &effects)
    }

    /// Asks for the trace in the model's tokens; the cursor stays at its text.
    private mutating func requestTokens(_ document: Document, _ effects: inout [Effect]) {
        guard requests.tokens != document.id, opening == nil else { return }
        requests.tokens = document.id
        let id = newDocumentID()
        opening = Opening(document: id, traceID: document.trace.id, byte: cursorByte)
        effects.append(.retokenize(document: document.id, new: id))
    }

    private mutating func requestEffects(_ id: DocumentID, _ effects: inout [Effect]) {
        let mask = annotations.mask
        guard !mask.isEmpty else {
            requests.effects = nil
            return
        }
        let isPresent = numbers.effectsMask == mask && numbers.effectsComplete
        guard !isPresent, requests.effects != mask else { return }
        requests.effects = mask
        effects.append(.effects(document: id, mask: mask, visible: visibleTokens))
    }

    private mutating func requestSummaries(
        _ document: Document, query: Int, _ info: ModelInfo, _ effects: inout [Effect]
    ) {
        guard !lexicon.isRelabelling else { return }
        let size = SummaryBlock.size
        let first = query / size * size
        guard hasSummary(atQuery: query) else {
            ask(forBlock: first, of: document.id, &effects)
            return
        }
        numbers.touchBlock(first)
        let limit = min(document.tokens.count, info.contextLength)
        let edge = size / 8
        if query - first >= size - edge, first + size < limit, !hasSummary(atQuery: first + size) {
            ask(forBlock: first + size, of: document.id, &effects)
        } else if query - first < edge, first > 0, !hasSummary(atQuery: first - 1) {
            ask(forBlock: first - size, of: document.id, &effects)
        }
    }

    private func hasSummary(atQuery query: Int) -> Bool {
        numbers.summariesMask == annotations.mask && numbers.summaries(at: query) != nil
    }

    private mutating func ask(
        forBlock first: Int, of id: DocumentID, _ effects: inout [Effect]
    ) {
        let wanted = Requests.Block(mask: annotations.mask, firstQuery: first)
        guard requests.summaries != wanted else { return }
        requests.summaries = wanted
        effects.append(
            .summaries(document: id, mask: wanted.mask, firstQuery: first))
    }

    private mutating func requestPatterns(
        _ document: Document, query: Int, _ info: ModelInfo, _ effects: inout [Effect]
    ) {
        let head = place.selectedHead
        let limit = min(document.tokens.count, info.contextLength)
        let queries: Range<Int>
        if screen == .head {
            queries = patternQueries.clamped(to: 0..<max(1, limit))
        } else if place.colorMode == .attention {
            queries = query..<query + 1
        } else {
            return
        }
        let mask = annotations.mask
        let isPresent =
            numbers.patternsMask == mask
            && queries.allSatisfy { numbers.pattern(of: head, atQuery: $0) != nil }
        let wanted = Requests.Rows(mask: mask, head: head, queries: queries)
        guard !isPresent, requests.pattern != wanted else { return }
        requests.pattern = wanted
        effects.append(.pattern(document: document.id, mask: mask, head: head, queries: queries))
    }

    private mutating func requestHeadLine(_ id: DocumentID, _ effects: inout [Effect]) {
        let wanted = Requests.Line(
            mask: annotations.mask, head: place.selectedHead, measure: place.measure)
        guard wanted.measure.isOfSummaries, !lexicon.isRelabelling else { return }
        let isPresent =
            numbers.headLineMask == wanted.mask && numbers.headLine?.head == wanted.head
            && numbers.headLine?.measure == wanted.measure
        guard !isPresent, requests.headLine != wanted else { return }
        requests.headLine = wanted
        effects.append(
            .headLine(
                document: id, mask: wanted.mask, head: wanted.head, measure: wanted.measure))
    }

    /// Queries that the head screen may show around the cursor, whole blocks of 32, so that a step
    /// of the cursor seldom needs new ones.
    public var patternQueries: Range<Int> {
        let block = 32
        let reach = max(1, screenBody.height)
        let query = cursorQuery ?? 0
        let first = max(0, query - reach) / block * block
        let end = (query + reach + block) / block * block
        return first..<min(max(first + 1, end), max(first + 1, tokenCount))
    }
}

extension TraceNumbers {
    /// Attention weights of a head at a query, where they have come.
    public func pattern(of head: HeadID, atQuery query: Int) -> PatternRow? {
        if let first = patterns.first, first.head == head {
            let index = query - first.query
            if patterns.indices.contains(index), patterns[index].query == query,
                patterns[index].head == head
            {
                return patterns[index]
            }
        }
        return patterns.first { $0.head == head && $0.query == query }
    }

    /// The effect on a token that can be shown for a mask: the current one, or where it has not
    /// come yet the one of the mask before, which is to be drawn dim.
    public func effect(on token: Int, under mask: HeadMask) -> (value: TokenEffect, isOld: Bool)? {
        if effects.indices.contains(token), let value = effects[token] {
            return (value, effectsMask != mask)
        }
        guard previousEffects.indices.contains(token), let value = previousEffects[token] else {
            return nil
        }
        return (value, previousEffectsMask != mask)
    }

    mutating func touchBlock(_ first: Int) {
        guard summaryOrder.last != first else { return }
        summaryOrder.removeAll { $0 == first }
        summaryOrder.append(first)
    }

    /// Keeps a block and lets the one go that was not used for the longest time.
    mutating func keepBlock(_ block: SummaryBlock) {
        summaries[block.firstQuery] = block
        touchBlock(block.firstQuery)
        while summaryOrder.count > Self.keptBlocks {
            summaries[summaryOrder.removeFirst()] = nil
        }
    }
}
