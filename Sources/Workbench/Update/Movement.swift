import Canvas
import HeddleAnalysis

extension CommandHandlers {
    static let movement: [String: CommandHandler] = [
        "move-left": { state, call, _ in state.moveSideways(-call.times) },
        "move-right": { state, call, _ in state.moveSideways(call.times) },
        "move-up": { state, call, effects in state.moveLines(-call.times, &effects) },
        "move-down": { state, call, effects in state.moveLines(call.times, &effects) },
        "previous-token": { state, call, _ in state.stepTokens(-call.times) },
        "next-token": { state, call, _ in state.stepTokens(call.times) },
        "start": { state, _, effects in state.goToEnd(false, &effects) },
        "end": { state, _, effects in state.goToEnd(true, &effects) },
        "half-page-down": { state, call, effects in
            state.page(call.times, isHalf: true, &effects)
        },
        "half-page-up": { state, call, effects in
            state.page(-call.times, isHalf: true, &effects)
        },
        "page-down": { state, call, effects in state.page(call.times, isHalf: false, &effects) },
        "page-up": { state, call, effects in state.page(-call.times, isHalf: false, &effects) },
    ]
}

extension State {
    /// Puts the cursor on a token. The mark in the alternatives goes to the best one that is not
    /// the token itself.
    mutating func setCursor(_ token: Int, keepingColumn: Bool = false) {
        place.cursor = max(0, min(token, tokenCount - 1))
        if !keepingColumn { goalColumn = nil }
        markBestAlternative()
    }

    mutating func markBestAlternative() {
        guard let document, document.tokens.ids.indices.contains(place.cursor),
            let top = cursorPrediction?.top
        else {
            alternative = 0
            return
        }
        let own = document.tokens.ids[place.cursor]
        alternative = top.firstIndex { $0.id != own } ?? 0
    }

    /// The nearest token that is shown, from `token` on in the direction of `step`, else the
    /// other way.
    func shownToken(from token: Int, step: Int) -> Int {
        let start = max(0, min(token, tokenCount - 1))
        guard let layout, layout.shownToken.count == tokenCount else { return start }
        var index = start
        while layout.shownToken.indices.contains(index) {
            if layout.isShown(index) { return index }
            index += step
        }
        index = start
        while layout.shownToken.indices.contains(index) {
            if layout.isShown(index) { return index }
            index -= step
        }
        return start
    }

    /// Where a jump to a token lands: on it where folding hides it, which opens the fold, else on
    /// the nearest one that is shown.
    func revealed(_ token: Int, step: Int = 1) -> Int {
        folds.fold(at: token) == nil ? shownToken(from: token, step: step) : token
    }

    /// Moves by tokens over those that are folded away.
    mutating func stepTokens(_ steps: Int) {
        guard steps != 0, tokenCount > 0 else { return }
        setCursor(shownToken(from: place.cursor + steps, step: steps.signum()))
    }

    mutating func moveSideways(_ steps: Int) {
        switch screen {
        case .reading:
            switch place.focus {
            case .text, .detail: stepTokens(steps)
            case .timeline: stepTokens(steps * timelineStep)
            case .grid: moveHead(layers: 0, heads: steps)
            case .traces: foldSelected(steps < 0)
            }
        case .head:
            let last = max(0, min(tokenCount, model.info?.contextLength ?? 0) - 1)
            patternScroll = max(0, min(last, patternScroll + 4 * steps))
        case .judging: break
        case .mediation: moveThroughGrids(heads: steps)
        case .knockoutMatrix: moveThroughMatrix(sources: steps)
        case .planningHeads: break
        case .sweep, .sideBySide, .comparison, .outline, .searchResults, .corpusHits, .notes,
            .sessions, .themes,
            .log, .skipped, .lexicon, .dynamics:
            break
        }
    }

    /// Tokens of one column of the timeline.
    private var timelineStep: Int { max(1, timelineStretch.count / timelineScale.width) }

    mutating func moveLines(_ steps: Int, _ effects: inout [Effect]) {
        switch screen {
        case .reading:
            switch place.focus {
            case .text: moveTextLines(steps)
            case .detail: moveAlternative(steps)
            case .timeline: goToMove(steps)
            case .grid: moveHead(layers: steps, heads: 0)
            case .traces: selectTrace(traces.selection + steps)
            }
        case .judging: break
        case .mediation: moveThroughGrids(layers: steps)
        case .knockoutMatrix: moveThroughMatrix(readers: steps)
        case .head: stepTokens(steps)
        case .comparison: moveThroughComparison(steps)
        case .sideBySide:
            overlayScroll = max(0, min(sideBySideLength, overlayScroll + steps))
        case .sweep, .outline, .searchResults, .corpusHits, .notes, .sessions, .themes, .log,
            .skipped, .lexicon, .dynamics, .planningHeads:
            selectRow(row + steps, &effects)
        }
    }

    /// Tokens of the longer continuation: more lines than these there are not.
    private var sideBySideLength: Int {
        max(sideBySide?.left.pieces.count ?? 0, sideBySide?.right.pieces.count ?? 0)
    }

    private mutating func moveAlternative(_ steps: Int) {
        let count = cursorPrediction?.top.count ?? 0
        alternative = max(0, min(alternative + steps, count - 1))
    }

    mutating func selectTrace(_ selection: Int) {
        traces.selection = max(0, min(selection, traces.rowCount - 1))
    }

    mutating func moveHead(layers: Int, heads: Int) {
        guard let shape = model.info?.shape else {
            say("No model is loaded: :model PATH", .warning)
            return
        }
        let now = place.selectedHead
        place.selectedHead = shape.clamp(
            HeadID(layer: now.layer + layers, head: now.head + heads))
    }

    /// Moves by wrapped lines, blank ones not counted, and keeps to the column where it began.
    mutating func moveTextLines(_ steps: Int) {
        guard let layout, let start = layout.position(of: place.cursor) else { return }
        let column = goalColumn ?? start.column
        let wanted = max(0, min(layout.lines.count - 1, start.line + steps))
        let direction = steps < 0 ? -1 : 1
        var line = wanted
        while let next = layout.inkLine(from: line, step: direction) {
            if let token = layout.ownToken(line: next, column: column), next != start.line {
                setCursor(token, keepingColumn: true)
                goalColumn = column
                return
            }
            line = next + direction
        }
    }

    mutating func goToEnd(_ isEnd: Bool, _ effects: inout [Effect]) {
        switch screen {
        case .reading:
            switch place.focus {
            case .text, .timeline:
                setCursor(
                    isEnd
                        ? shownToken(from: tokenCount - 1, step: -1)
                        : shownToken(from: 0, step: 1))
            case .detail: alternative = isEnd ? max(0, (cursorPrediction?.top.count ?? 1) - 1) : 0
            case .grid:
                let far = isEnd ? State.largestStep : -State.largestStep
                moveHead(layers: far, heads: far)
            case .traces: selectTrace(isEnd ? traces.rowCount - 1 : 0)
            }
        case .head:
            setCursor(shownToken(from: isEnd ? tokenCount - 1 : 0, step: isEnd ? -1 : 1))
        case .judging: break
        case .mediation: moveToCorner(isEnd)
        case .knockoutMatrix: moveToMatrixCorner(isEnd)
        case .sideBySide: overlayScroll = isEnd ? sideBySideLength : 0
        case .comparison: goToSection(isEnd ? rowCount - 1 : 0)
        case .sweep, .outline, .searchResults, .corpusHits, .notes, .sessions, .themes, .log,
            .skipped, .lexicon, .dynamics, .planningHeads:
            selectRow(isEnd ? rowCount - 1 : 0, &effects)
        }
    }

    static let largestStep = 1 << 20

    mutating func page(_ pages: Int, isHalf: Bool, _ effects: inout [Effect]) {
        let lines = screen == .reading ? textHeight : max(1, listArea.height)
        let step = isHalf ? max(1, lines / 2) : max(1, lines - 2)
        if screen == .mediation {
            scrollMediation(by: pages * (isHalf ? 5 : 10))
            return
        }
        guard screen == .reading else {
            moveLines(pages * step, &effects)
            return
        }
        switch place.focus {
        case .traces: selectTrace(traces.selection + pages * step)
        case .grid: moveHead(layers: pages * (isHalf ? 4 : 8), heads: 0)
        case .timeline: stepTokens(pages * (isHalf ? 5 : 10) * timelineStep)
        case .text, .detail: pageText(lines: pages * step)
        }
    }

    /// Moves text and cursor together, so that the cursor keeps its place on the screen.
    private mutating func pageText(lines: Int) {
        guard let layout else { return }
        let before = place.cursor
        scroll = max(0, min(scroll + lines, layout.lines.count - textHeight))
        moveTextLines(lines)
        // Short of a page to the end, the cursor goes to the end itself.
        if place.cursor == before {
            setCursor(
                lines > 0
                    ? shownToken(from: tokenCount - 1, step: -1) : shownToken(from: 0, step: 1))
        }
    }
}

extension TextLayout {
    /// The token nearest to a column among those that have their place in this line; nil when a
    /// token of an earlier line fills it.
    func ownToken(line: Int, column: Int) -> Int? {
        let own = runs(of: line).filter { Int(lineOfToken[$0.token]) == line }
        return own.last { $0.column <= column }?.token ?? own.first?.token
    }
}
