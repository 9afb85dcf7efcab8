import Canvas
import HeddleAnalysis

extension State {
    /// Lines that stay in sight above and below the cursor when keys move it.
    static let scrollMargin = 3

    var tokenCount: Int { document?.tokens.count ?? 0 }

    /// Columns to which the trace text is wrapped; what it would be while the text is not shown.
    var textArea: Rect {
        let shown = readingLayout
        if shown.panes[.text] != nil { return shown.textArea }
        return ReadingLayout(
            width: width, height: height, zoomed: nil, focus: .text,
            hasSteps: labelledSteps != nil
        ).textArea
    }

    /// Lines of the trace text on the screen.
    var textHeight: Int { max(1, textArea.height) }

    /// Brings everything that depends on what an action changed back into range: cursor, selected
    /// head, rows, the wrapped text, and the cursor into sight.
    mutating func settle(margin: Int) {
        place.cursor = max(0, min(place.cursor, tokenCount - 1))
        if let anchor { self.anchor = tokenCount == 0 ? nil : min(anchor, tokenCount - 1) }
        if let shape = model.info?.shape { place.selectedHead = shape.clamp(place.selectedHead) }
        refreshOutline()
        refreshMatrices()
        refreshLexicon()
        row = max(0, min(row, rowCount - 1))
        let alternatives = cursorPrediction?.top.count ?? 0
        alternative = max(0, min(alternative, alternatives - 1))
        if readingLayout.panes[place.focus] == nil { place.focus = .text }
        if let zoomed, zoomed != .timeline, zoomed != place.focus { self.zoomed = place.focus }
        if let fold = folds.fold(at: place.cursor) { folds.open(fold) }
        settleComparison()
        refreshLayout()
        refreshTimeline()
        keepCursorInSight(margin: margin)
    }

    private mutating func refreshLayout() {
        guard let document else {
            layout = nil
            return
        }
        let isSameText =
            layout?.document == document.id && layout?.bytes.count == document.bytes.count
            && layout?.lineOfToken.count == document.tokens.count
        if readingLayout.isTooSmall {
            if !isSameText { layout = nil }
            return
        }
        let columns = max(1, textArea.width)
        if isSameText, layout?.width == columns, layout?.folds == folds.closed { return }
        layout = TextLayout.make(document: document, width: columns, folds: folds.closed)
        goalColumn = nil
    }

    private mutating func keepCursorInSight(margin: Int) {
        guard let layout, layout.lineOfToken.indices.contains(place.cursor) else {
            scroll = 0
            return
        }
        let lines = textHeight
        let line = Int(layout.lineOfToken[place.cursor])
        let border = max(0, min(margin, (lines - 1) / 2))
        let isFar = line < scroll - lines || line > scroll + 2 * lines
        if isFar {
            scroll = line - lines / 2
        } else if line < scroll + border {
            scroll = line - border
        } else if line > scroll + lines - 1 - border {
            scroll = line - lines + 1 + border
        }
        scroll = max(0, min(scroll, layout.lines.count - lines))
    }

    /// Tokens of the lines on the screen.
    public var visibleTokens: Range<Int> {
        guard let layout, !layout.lines.isEmpty else { return 0..<tokenCount }
        let first = max(0, min(scroll, layout.lines.count - 1))
        let last = max(first, min(scroll + textHeight, layout.lines.count) - 1)
        let start = layout.lines[first].tokens.lowerBound
        return start..<max(start, layout.lines[last].tokens.upperBound)
    }

    /// Prediction of the cursor's token with all heads on.
    var cursorPrediction: Prediction? {
        numbers.predictions.indices.contains(place.cursor)
            ? numbers.predictions[place.cursor] : nil
    }

    /// Tokens of the marked span, from the anchor to the cursor, both included.
    public var span: Range<Int>? {
        guard let anchor, tokenCount > 0 else { return nil }
        return min(anchor, place.cursor)..<max(anchor, place.cursor) + 1
    }
}

extension HeadShape {
    /// The nearest head that there is.
    func clamp(_ head: HeadID) -> HeadID {
        HeadID(
            layer: max(0, min(head.layer, layers - 1)), head: max(0, min(head.head, heads - 1)))
    }
}
