import Canvas

/// A screen that is one list: a border with a title, a line a row, words where there is none.
struct ListScreen {
    let state: State
    let look: Look
    let title: StyledLine
    /// How to fill the list.
    let emptyText: String
    let count: Int
    /// The line of a row; only asked for those on the screen.
    let row: (Int) -> StyledLine
    /// Names of the columns above the rows, where `State.listHeaderHeight` leaves a line for them.
    var header = StyledLine()
    /// False for a list beside the one that has the keys.
    var hasKeys = true
    /// At the left end of the lower edge.
    var foot = StyledLine()
    /// In place of the row's number at the right end of the lower edge.
    var position: String?
    /// Says more of a row below the list, `State.listDetailHeight` lines with the rule above them.
    var detail: ((Int) -> [StyledLine])?

    var selection: Int { min(max(0, state.row), max(0, count - 1)) }

    func draw(in rect: Rect, on frame: inout Frame) {
        var panel = Panel(rect: rect, title: title, isFocused: hasKeys && state.overlay == nil)
        if count > 0 {
            panel.foot = foot
            panel.footCorner = StyledLine(
                position ?? "\(selection + 1) of \(count)", look[.textDim])
        }
        panel.draw(on: &frame, look)
        let inner = panel.inner
        guard count > 0 else {
            return Paragraph.put(emptyText, in: inner, style: look[.textDim], on: &frame)
        }
        let top = inner.y + state.listHeaderHeight
        frame.put(
            header, x: inner.x + 1, y: inner.y,
            width: state.listHeaderHeight > 0 ? inner.width - 2 : 0)
        let height = inner.maxY - top - state.listDetailHeight
        let shown = state.listRows(count: count, selection: selection, height: height)
        for (offset, index) in shown.enumerated() {
            let y = top + offset
            frame.put(row(index), x: inner.x + 1, y: y, width: inner.width - 2)
            if index == selection, state.row >= 0 {
                frame.restyle(
                    Rect(x: inner.x, y: y, width: inner.width, height: 1),
                    look[hasKeys ? .listSelected : .cursorInactive])
            }
        }
        guard let detail else { return }
        let y = top + height
        panel.divider(StyledLine(), at: y, on: &frame, look)
        frame.put(
            detail(selection),
            in: Rect(
                x: inner.x + 1, y: y + 1, width: inner.width - 2, height: inner.maxY - y - 1))
    }
}

extension State {
    /// The list of the present screen; nil on screens that are none.
    func list(_ look: Look) -> ListScreen? {
        let width = max(0, screenBody.width - 4)
        switch screen {
        case .outline: return OutlineView(state: self, look: look).list
        case .searchResults: return SearchView(state: self, look: look).list(width: width)
        case .corpusHits: return CorpusHitsView(state: self, look: look).list(width: width)
        case .notes: return NotesView(state: self, look: look).list(width: width)
        case .sessions: return SessionsView(state: self, look: look).list(width: width)
        case .themes: return ThemesView(state: self, look: look).list
        case .log: return LogView(state: self, look: look).list
        case .skipped: return SkippedView(state: self, look: look).list(width: width)
        case .dynamics:
            return DynamicsView(state: self, look: look)
                .list(width: dynamicsColumns.list.width - 4)
        case .sweep:
            return SweepView(state: self, look: look).list(width: sweepColumns.list.width - 4)
        case .planningHeads:
            return PlanningHeadsView(state: self, look: look)
                .list(width: planningColumns.list.width - 4)
        case .judging, .mediation, .knockoutMatrix: return nil
        case .lexicon: return LexiconView(state: self, look: look).list
        case .reading, .sideBySide, .comparison, .head: return nil
        }
    }
}
