import HeddleAnalysis

extension State {
    mutating func takeNumbers(_ result: EffectResult) {
        switch result {
        case .scored(let id, let first, let predictions, let model):
            guard id == document?.id else { return }
            takeScores(first, predictions, by: model)
        case .pieces(let pieces): numbers.pieces.merge(pieces) { _, new in new }
        case .effects(let id, let mask, let first, let rows, let ablated, let complete):
            guard isCurrent(id, mask) else { return }
            takeEffects(mask, first, rows, ablated, complete: complete)
        case .summaries(let id, let mask, let block):
            guard isCurrent(id, mask), !lexicon.isRelabelling else { return }
            takeSummaries(mask, block)
        case .patterns(let id, let mask, let rows):
            guard isCurrent(id, mask) else { return }
            takePatterns(mask, rows)
        case .headLine(let id, let mask, let line):
            guard isCurrent(id, mask), line.head == place.selectedHead,
                !lexicon.isRelabelling
            else { return }
            numbers.headLine = line
            numbers.headLineMask = mask
        case .sweep(let id, let sweep, let complete):
            guard id == document?.id else { return }
            takeSweep(sweep, complete: complete)
        default: break
        }
    }

    private func isCurrent(_ id: DocumentID, _ mask: HeadMask) -> Bool {
        id == document?.id && mask == annotations.mask
    }

    private mutating func takeScores(_ first: Int, _ new: [Prediction], by model: String) {
        if numbers.scoredBy != model || numbers.isRecorded { numbers.predictions = [] }
        numbers.isRecorded = false
        numbers.predictions.place(new, at: first, count: tokenCount)
        numbers.scoredBy = model
        numbers.forks = nil
        let limit = min(tokenCount, self.model.info?.contextLength ?? tokenCount)
        if first + new.count >= limit { refreshForks() }
        if (first..<first + new.count).contains(place.cursor) { markBestAlternative() }
    }

    /// The first rows under a new mask put those of the mask before aside, to be shown dim until
    /// their own successors have come.
    private mutating func takeEffects(
        _ mask: HeadMask, _ first: Int, _ rows: [TokenEffect], _ ablated: [Prediction],
        complete: Bool
    ) {
        if numbers.effectsMask != mask || numbers.effects.isEmpty {
            numbers.previousEffects = numbers.effects
            numbers.previousEffectsMask = numbers.effectsMask
            numbers.effects = []
            numbers.ablated = []
            numbers.effectsMask = mask
            numbers.effectsComplete = false
        }
        numbers.effects.place(rows, at: first, count: tokenCount)
        numbers.ablated.place(ablated, at: first, count: tokenCount)
        numbers.mostChanged = nil
        guard complete else { return }
        numbers.effectsComplete = true
        numbers.previousEffects = []
        if requests.effects == mask { requests.effects = nil }
        refreshMostChanged()
        refreshSummary()
    }

    private mutating func takeSummaries(_ mask: HeadMask, _ block: SummaryBlock) {
        if numbers.summariesMask != mask {
            numbers.summaries = [:]
            numbers.summaryOrder = []
            numbers.summariesMask = mask
        }
        numbers.keepBlock(block)
        if requests.summaries == Requests.Block(mask: mask, firstQuery: block.firstQuery) {
            requests.summaries = nil
        }
    }

    /// Rows that are kept, of one head under one mask.
    private static let keptRows = 512

    private mutating func takePatterns(_ mask: HeadMask, _ rows: [PatternRow]) {
        guard let head = rows.first?.head else { return }
        let isSame = numbers.patternsMask == mask && numbers.patterns.first?.head == head
        let fresh = Set(rows.map(\.query))
        let kept = isSame ? numbers.patterns.filter { !fresh.contains($0.query) } : []
        let query = cursorQuery ?? 0
        var all = kept + rows
        if all.count > Self.keptRows {
            all.sort { abs($0.query - query) < abs($1.query - query) }
            all.removeLast(all.count - Self.keptRows)
        }
        numbers.patterns = all.sorted { $0.query < $1.query }
        numbers.patternsMask = mask
    }

    private mutating func takeSweep(_ sweep: SweepResult, complete: Bool) {
        numbers.sweep = sweep
        let ranked = sweep.effects.enumerated().flatMap { layer, row in
            row.enumerated().compactMap { head, effect in
                effect.map { (HeadID(layer: layer, head: head), abs($0)) }
            }
        }
        numbers.sweepRanking = ranked.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        if complete { jobs[.sweep] = nil }
        if place.measure == .effect || place.measure == .gap { fitScale() }
        if screen == .sweep {
            row = numbers.sweepRanking.firstIndex(of: place.selectedHead) ?? row
        }
    }

    /// Makes the list of forks anew where the entropies have changed.
    mutating func refreshForks() {
        guard numbers.forks == nil, let document else { return }
        let entropies = numbers.predictions.map { $0?.entropy }
        numbers.forks = Landmarks.forks(entropies: entropies, in: document.response).positions
    }

    /// Makes the list of the most changed tokens anew where the effects have changed.
    mutating func refreshMostChanged() {
        guard numbers.mostChanged == nil, let document else { return }
        numbers.mostChanged =
            Landmarks.changes(numbers.effects, in: document.response).positions
    }
}

extension Array {
    /// Puts values at an index of a column of `count` rows, which is filled up where it is shorter.
    /// What does not fit into the column is left out.
    mutating func place<Value>(_ values: [Value], at first: Int, count: Int)
    where Element == Value? {
        if self.count != count {
            if self.count > count { removeLast(self.count - count) }
            append(contentsOf: repeatElement(nil, count: count - self.count))
        }
        for (index, value) in values.enumerated() where indices.contains(first + index) {
            self[first + index] = value
        }
    }
}
