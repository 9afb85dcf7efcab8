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
        let margin = inner.width >= 30 ? 1 : 0
        let width = inner.width - 2 * margin
        let x = inner.x + margin
        // A low pane is all the token's where its alternatives are gone through, or layers shown.
        let isTokenAsked = isFocused || state.lens != .off
        let isLow = inner.height < (isTokenAsked ? 12 : 7)
        let room = isLow ? inner.height : inner.height - Self.leastHeadHeight - 1
        let lines = token.lines(width: width, height: room)
        // Of a high pane the head's keys take what the token leaves.
        let tokenHeight =
            isLow ? room : min(room, max(lines.count, inner.height - 1 - Self.mostHeadHeight))
        frame.put(lines, in: Rect(x: x, y: inner.y, width: width, height: tokenHeight))
        let headHeight = inner.height - tokenHeight - 1
        guard headHeight > 0 else { return }
        let y = inner.y + tokenHeight
        panel.divider(head.title, at: y, on: &frame, look)
        frame.put(
            head.lines(width: width, height: headHeight),
            in: Rect(x: x, y: y + 1, width: width, height: headHeight))
    }

    private static let leastHeadHeight = 2
    /// A heading, eight keys and two lines of the entropy.
    private static let mostHeadHeight = 11
}
