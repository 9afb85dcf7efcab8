import Canvas
import HeddleAnalysis

/// The reading screen: trace list, trace text, head grid, detail and timeline.
struct ReadingView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame) {
        let layout = state.readingLayout
        for pane in layout.order {
            guard let rect = layout.panes[pane], !rect.isEmpty else { continue }
            let isFocused = state.place.focus == pane && state.overlay == nil
            switch pane {
            case .traces:
                TraceListView(state: state, look: look)
                    .draw(on: &frame, rect: rect, isFocused: isFocused)
            case .text:
                TraceTextView(state: state, look: look)
                    .draw(on: &frame, rect: rect, isFocused: isFocused)
            case .grid:
                HeadGridView(state: state, look: look)
                    .draw(on: &frame, rect: rect, isFocused: isFocused)
            case .detail:
                DetailView(state: state, look: look)
                    .draw(on: &frame, rect: rect, isFocused: isFocused)
            case .timeline:
                TimelineView(state: state, look: look)
                    .draw(on: &frame, rect: rect, isFocused: isFocused)
            }
        }
    }
}

/// The token's detail with the selected head's below it, in one pane.
struct DetailView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, rect: Rect, isFocused: Bool) {
        let token = TokenDetailView(state: state, look: look, isFocused: isFocused)
        let head = HeadDetailView(state: state, look: look)
        let panel = Panel(rect: rect, title: token.title, isFocused: isFocused)
        panel.draw(on: &frame, look)
        let inner = panel.inner
        let width = inner.width - 2
        let headHeight = Self.headHeight(of: inner.height)
        let tokenHeight = inner.height - (headHeight > 0 ? headHeight + 1 : 0)
        frame.put(
            token.lines(width: width, height: tokenHeight),
            in: Rect(x: inner.x + 1, y: inner.y, width: width, height: tokenHeight))
        guard headHeight > 0 else { return }
        let y = inner.y + tokenHeight
        panel.divider(head.title, at: y, on: &frame, look)
        frame.put(
            head.lines(width: width, height: headHeight),
            in: Rect(x: inner.x + 1, y: y + 1, width: width, height: headHeight))
    }

    /// Lines of the head's detail: two, or a third of a high pane.
    static func headHeight(of height: Int) -> Int {
        height < 7 ? 0 : height < 16 ? 2 : height / 3
    }
}
