import Canvas
import HeddleAnalysis

extension State {
    mutating func handleMouse(_ event: MouseEvent, _ effects: inout [Effect]) {
        guard !readingLayout.isTooSmall else { return }
        if case .press = event.kind { message = nil }
        if overlay != nil {
            scrollOverlay(event)
            return
        }
        switch event.kind {
        case .press(.left):
            if screen == .reading {
                pressOnPane(event, &effects)
            } else {
                pressOnRow(event, &effects)
            }
        case .drag(.left): drag(event)
        case .release(.left):
            if anchor == place.cursor { anchor = nil }
            dragStart = nil
        case .wheelUp: wheel(-1, event, &effects)
        case .wheelDown: wheel(1, event, &effects)
        case .press, .drag, .release: break
        }
    }

    private mutating func scrollOverlay(_ event: MouseEvent) {
        guard case .help = overlay else { return }
        if event.kind == .wheelUp { overlayScroll = max(0, overlayScroll - 3) }
        if event.kind == .wheelDown { overlayScroll = min(helpLineCount, overlayScroll + 3) }
    }

    private mutating func pressOnPane(_ event: MouseEvent, _ effects: inout [Effect]) {
        let shown = readingLayout
        guard let pane = shown.pane(x: event.x, y: event.y) else { return }
        place.focus = pane
        let isDouble = event.clickCount == 2
        switch pane {
        case .text:
            if openFold(y: event.y) { return }
            guard let token = textToken(x: event.x, y: event.y) else { return }
            anchor = nil
            dragStart = token
            setCursor(token)
            if isDouble { runCommand(named: "take-alternative", CommandCall(), &effects) }
        case .grid:
            guard let head = gridHead(x: event.x, y: event.y) else { return }
            place.selectedHead = head
            if isDouble { runCommand(named: "head-screen", CommandCall(), &effects) }
        case .traces:
            pressOnTraces(x: event.x, y: event.y, isDouble: isDouble, &effects)
        case .timeline:
            let tokens = timelineScale.tokens(inColumn: event.x - State.timelineMargin)
            if let token = tokens.first { setCursor(revealed(token)) }
            if isDouble { focus(.text) }
        case .detail: break
        }
    }

    /// The token at a cell of the trace text; cells beside it count to the nearest line.
    private func textToken(x: Int, y: Int) -> Int? {
        let area = readingLayout.textArea
        guard let layout, !layout.lines.isEmpty, !area.isEmpty else { return nil }
        let row = max(0, min(y - area.y, area.height - 1))
        let line = min(layout.lines.count - 1, scroll + row)
        return layout.token(line: line, column: max(0, x - area.x))
    }

    /// Opens the fold whose line was clicked; false where there is none.
    private mutating func openFold(y: Int) -> Bool {
        let line = scroll + y - readingLayout.textArea.y
        guard let layout, layout.lines.indices.contains(line), layout.lines[line].part == .fold
        else { return false }
        setCursor(layout.lines[line].tokens.lowerBound)
        return true
    }

    private func gridHead(x: Int, y: Int) -> HeadID? {
        guard let shape = model.info?.shape else { return nil }
        return gridGeometry(shape, area: readingLayout.inner(.grid)).head(x: x, y: y)
    }

    private mutating func drag(_ event: MouseEvent) {
        guard screen == .reading, let dragStart, let token = textToken(x: event.x, y: event.y)
        else { return }
        anchor = dragStart
        setCursor(token)
    }

    private mutating func pressOnRow(_ event: MouseEvent, _ effects: inout [Effect]) {
        if screen == .mediation { return pressOnGrids(event, &effects) }
        if screen == .knockoutMatrix { return pressOnMatrix(event, &effects) }
        if screen == .lexicon { chooseLexiconSide(x: event.x) }
        let inside = listArea
        guard inside.contains(x: event.x, y: event.y) else { return }
        let rows = listRows(count: rowCount, selection: row, height: inside.height)
        let wanted = rows.lowerBound + event.y - inside.y
        guard rows.contains(wanted) else { return }
        selectRow(wanted, &effects)
        guard event.clickCount == 2 else { return }
        let name = Self.opener(of: screen)
        runCommand(named: name, CommandCall(), &effects)
    }

    /// The command of a double click on a row.
    private static func opener(of screen: Screen) -> String {
        switch screen {
        case .sweep: "head-screen"
        case .planningHeads: "choose-planning-head"
        default: "open-row"
        }
    }

    private mutating func wheel(_ step: Int, _ event: MouseEvent, _ effects: inout [Effect]) {
        guard screen == .reading else {
            moveLines(3 * step, &effects)
            return
        }
        switch readingLayout.pane(x: event.x, y: event.y) {
        case .text: scrollText(3 * step)
        case .traces: selectTrace(traces.selection + 3 * step)
        case .detail:
            let count = cursorPrediction?.top.count ?? 0
            alternative = max(0, min(alternative + step, count - 1))
        case .grid: if model.info != nil { moveHead(layers: step, heads: 0) }
        case .timeline: stepTokens(step * max(1, timelineStretch.count / timelineScale.width))
        case nil: break
        }
    }

    /// Scrolls the text; the cursor is taken along where it would leave the screen.
    private mutating func scrollText(_ lines: Int) {
        guard let layout else { return }
        scroll = max(0, min(scroll + lines, layout.lines.count - textHeight))
        guard layout.lineOfToken.indices.contains(place.cursor) else { return }
        let line = Int(layout.lineOfToken[place.cursor])
        let last = scroll + textHeight - 1
        let wanted = max(scroll, min(line, last))
        guard wanted != line else { return }
        let column = goalColumn ?? layout.position(of: place.cursor)?.column ?? 0
        let step = lines > 0 ? 1 : -1
        var next = wanted
        while let ink = layout.inkLine(from: next, step: step), (scroll...last).contains(ink) {
            if let token = layout.ownToken(line: ink, column: column) {
                setCursor(token, keepingColumn: true)
                goalColumn = column
                return
            }
            next = ink + step
        }
    }
}
