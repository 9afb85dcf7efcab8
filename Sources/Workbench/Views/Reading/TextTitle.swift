import Canvas
import HeddleAnalysis

/// What stands in the border of the trace text.
enum TextTitle {
    /// `countdown-0007 · 263 tokens · 38 % planning` and warnings, which come first where not all
    /// of it fits.
    static func title(_ state: State, _ look: Look, width: Int = Int.max) -> StyledLine {
        guard let document = state.document else { return StyledLine("Trace", look[.title]) }
        let name = StyledLine(document.trace.id, look[.title])
        let counts = counts(state, document, look)
        var warnings = StyledLine()
        for (text, role) in sources(state, document) {
            warnings.add(" · ", look[.textDim])
            warnings.add(text, look[role])
        }
        let full = name.appending(counts).appending(warnings)
        return full.columns <= width ? full : name.appending(warnings).appending(counts)
    }

    private static func counts(
        _ state: State, _ document: Document, _ look: Look
    ) -> StyledLine {
        var line = StyledLine()
        let count = document.response.count
        line.add(" · " + Words.count(count, "token"), look[.text])
        let moves = document.labelling.moves
        if moves.isEmpty {
            line.add(" · no planning move", look[.textDim])
        } else if let share = state.planningShare {
            line.add(" · \(NumberText.percent(share)) planning", look[.text])
        } else {
            line.add(" · " + Words.count(moves.count, "move"), look[.text])
        }
        return line
    }

    /// Whose the numbers and the tokens are: `scored by bobbin, written by qwen3`, `tokenised by
    /// bobbin`, `log-probabilities of qwen3's file`, and how well they agree.
    private static func sources(_ state: State, _ document: Document) -> [(String, Role)] {
        var sources: [(String, Role)] = []
        if let writer = document.trace.model?.name, let scorer = state.numbers.scoredBy,
            !state.numbers.isRecorded, scorer != writer
        {
            sources.append(("scored by \(scorer), written by \(writer)", .statusWarning))
        } else if state.numbers.isRecorded, !state.mayAskModel {
            let owner = document.trace.model.map { "\($0.name)'s" } ?? "its"
            sources.append(("log-probabilities of \(owner) file", .text))
        } else if let writer = state.foreignWriter, !state.mayScore {
            sources.append(("written by \(writer), not scored: :score-anyway", .statusWarning))
        }
        switch document.tokenSource {
        case .file: break
        case .tokenizer(let model): sources.append(("tokenised by \(model)", .statusWarning))
        case .words: sources.append(("words, not tokens: no model is loaded", .statusWarning))
        }
        if let check = state.shownCheck {
            // A disagreement is to be seen where the title is short.
            let place = check.agrees ? sources.count : 0
            sources.insert(
                (check.headline, check.agrees ? .text : .statusWarning), at: place)
        }
        return sources
    }

    /// Where the cursor is when a pane other than the text says nothing of it.
    static func corner(_ state: State, _ look: Look) -> StyledLine {
        guard let document = state.document, state.readingLayout.panes[.detail] == nil else {
            return StyledLine()
        }
        return StyledLine(
            "Token \(state.place.cursor) of \(document.tokens.count)", look[.title])
    }

    /// The colour mode with its scale.
    static func colors(_ state: State, _ look: Look, width: Int = Int.max) -> StyledLine {
        // The scale of a coloured text matters more: the end of the context has a mark of its own.
        let isScaled = state.place.colorMode == .steps || state.place.colorMode == .importance
        if !isScaled, let document = state.document,
            let context = state.scoringContext, document.tokens.count > context
        {
            return StyledLine("context ends at token \(context)", look[.statusWarning])
        }
        switch state.place.colorMode {
        case .planning: return StyledLine()
        case .entropy:
            return heat(
                state.entropiesAreLowerBounds ? "entropy ≥" : "entropy", end: HeatScale.entropy,
                unit: " nats", look)
        case .surprise: return heat("surprise", end: HeatScale.surprise, unit: " nats", look)
        case .attention:
            let head = state.place.selectedHead
            guard let attention = AttentionPaint(state) else {
                return StyledLine("attention of \(head): not known here", look[.textDim])
            }
            return heat("attention of \(head)", end: attention.end, unit: "", look)
        case .effect: return effect(state, look)
        case .decided:
            return decided(state, look)
        case .received: return received(state, look)
        case .knockout: return knockout(state, look)
        case .steps: return steps(state, look)
        case .importance:
            guard let measure = state.stepMeasure else {
                return StyledLine("no sentence to measure", look[.textDim])
            }
            return StepWords.scale(measure, look, width: width)
        }
    }

    /// The letters and words of the tags that occur, each in its colour.
    private static func steps(_ state: State, _ look: Look) -> StyledLine {
        guard let marks = state.labelledSteps?.marks else {
            return StyledLine("steps: the source has labelled none", look[.textDim])
        }
        var line = StyledLine()
        for tag in marks.tags {
            if !line.isEmpty { line.add(" ") }
            let style = look.step(tag, marks)
            line.add(String(marks.letter(of: tag)), style.merging(.reverse))
            line.add(" " + (StepTag(rawValue: tag)?.word ?? tag), style)
        }
        return line
    }

    /// The scale's values, each in the colour that it has in the text.
    private static func heat(
        _ name: String, end: Float, unit: String, _ look: Look
    ) -> StyledLine {
        var line = StyledLine(name + " ", look[.text])
        for share in [Float(0), 0.33, 0.67, 1] {
            line.add(
                " \(Digits.short((share * end * 100).rounded() / 100)) ",
                look.heatBackground(share))
        }
        line.add(unit, look[.text])
        return line
    }

    private static func decided(_ state: State, _ look: Look) -> StyledLine {
        guard let depths = state.numbers.depths, depths.layers > 0 else {
            return StyledLine("decided after: not known yet", look[.textDim])
        }
        let layers = depths.layers
        var line = StyledLine("decided after ", look[.text])
        for count in Set([0, layers / 3, 2 * layers / 3, layers]).sorted() {
            line.add(" \(count) ", look.heatBackground(Float(count) / Float(layers)))
        }
        line.add(" layers", look[.text])
        if !state.depthsAreComplete {
            line.add(" · \(depths.known) tokens so far", look[.statusWarning])
        }
        return line
    }

    /// Ends with the mean attention that the most received sentence gets.
    private static func received(_ state: State, _ look: Look) -> StyledLine {
        guard let broadcast = state.numbers.broadcast else {
            return StyledLine("received attention: not known yet", look[.textDim])
        }
        var line = StyledLine("received attention ", look[.text])
        for share in [0, 0.33, 0.67, 1] {
            line.add(
                " \(Digits.fraction(share * broadcast.largest)) ",
                look.heatBackground(Float(share)))
        }
        return line
    }

    private static func effect(_ state: State, _ look: Look) -> StyledLine {
        guard !state.mask.isEmpty else {
            return StyledLine("effect: no head is off", look[.textDim])
        }
        var line = changes("effect", look)
        if state.effectsAreOld { line.add(" · old mask", look[.textDim]) }
        return line
    }

    /// `12-20 hidden from 30-33 ▼3 … ▲3 nats`: the log-probability's change.
    private static func knockout(_ state: State, _ look: Look) -> StyledLine {
        guard let result = state.numbers.knockout.result else {
            return StyledLine("nothing is knocked out", look[.textDim])
        }
        return changes(Words.knockout(result.question), look)
    }

    /// The scale of changes of the log-probability behind a name.
    private static func changes(_ name: String, _ look: Look) -> StyledLine {
        var line = StyledLine(name + " ", look[.text])
        for (mark, change) in [("▼3", Float(-3)), ("▼.3", -0.3), ("0", 0), ("▲.3", 0.3), ("▲3", 3)]
        {
            var style = look.divergingBackground(HeatScale.effect(change))
            if look.colorless, change > 0 { style.attributes.insert(.italic) }
            line.add(" \(mark) ", style)
        }
        line.add(" nats", look[.text])
        return line
    }

    /// `hit 3 of 12` while something is searched for, and how far down the text is.
    static func position(_ state: State, _ look: Look) -> StyledLine {
        guard let layout = state.layout, layout.lines.count > 1 else { return StyledLine() }
        var line = StyledLine()
        if !state.search.pattern.isEmpty {
            line.add("\(hits(state)) · ", look[.searchMatch])
        }
        let last = max(1, layout.lines.count - 1)
        let shown =
            layout.lineOfToken.indices.contains(state.place.cursor)
            ? Int(layout.lineOfToken[state.place.cursor]) : 0
        line.add(NumberText.percent(Double(shown) / Double(last)), look[.textDim])
        return line
    }

    private static func hits(_ state: State) -> String {
        let hits = state.search.hits
        guard !hits.isEmpty else { return "'\(state.search.pattern)' not found" }
        guard let document = state.document, state.place.cursor < document.tokens.count else {
            return Words.count(hits.count, "hit")
        }
        let bytes = document.tokens.bytes(of: state.place.cursor)
        let before = hits.partitioningIndex { $0.upperBound > bytes.lowerBound }
        let isOn = hits.indices.contains(before) && hits[before].lowerBound < bytes.upperBound
        return isOn ? "hit \(before + 1) of \(hits.count)" : Words.count(hits.count, "hit")
    }
}
