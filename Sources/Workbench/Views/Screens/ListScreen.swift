import Canvas

/// A screen that is one list: a border with a title, a line a row, words where there is none.
struct ListScreen {
    let state: State
    let look: Look
    let title: StyledLine
    /// How to fill the list.
    let emptyText: String

    func draw(
        count: Int, in rect: Rect, on frame: inout Frame, row: (Int) -> StyledLine
    ) {
        var panel = Panel(rect: rect, title: title, isFocused: state.overlay == nil)
        let selection = min(max(0, state.row), max(0, count - 1))
        if count > 0 {
            panel.footCorner = StyledLine("\(selection + 1) of \(count)", look[.textDim])
        }
        panel.draw(on: &frame, look)
        let inner = panel.inner
        guard count > 0 else {
            return Paragraph.put(emptyText, in: inner, style: look[.textDim], on: &frame)
        }
        let shown = ListRows.rows(count: count, selection: selection, height: inner.height)
        for (offset, index) in shown.enumerated() {
            let y = inner.y + offset
            frame.put(row(index), x: inner.x + 1, y: y, width: inner.width - 2)
            if index == selection {
                frame.restyle(
                    Rect(x: inner.x, y: y, width: inner.width, height: 1), look[.listSelected])
            }
        }
    }
}
