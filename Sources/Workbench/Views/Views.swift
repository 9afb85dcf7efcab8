import Canvas
import HeddleAnalysis

/// Draws the state: every screen is a pure function of it.
public enum Views {
    /// The whole screen, `state.width` × `state.height` cells. Costs the cells of the screen, not
    /// the length of the trace.
    public static func frame(_ state: State, keyMap: KeyMap) -> Frame {
        let look = Look(state)
        var frame = Frame(width: state.width, height: state.height, style: look[.text])
        if state.readingLayout.isTooSmall {
            SizeCard.draw(state, look, on: &frame)
        } else {
            screen(state, look, keyMap, on: &frame)
            OverlayView(state: state, look: look, keyMap: keyMap).draw(on: &frame)
        }
        return state.settings.ascii ? frame.asciiOnly() : frame
    }

    private static func screen(
        _ state: State, _ look: Look, _ keyMap: KeyMap, on frame: inout Frame
    ) {
        let body = state.screenBody
        let detailIsShown =
            state.screen == .reading && state.readingLayout.panes[.detail] != nil
        // A popup may cover the detail: the cursor's token is named in any case.
        let showsToken = !detailIsShown || OverlayView.coversPanes(state.overlay)
        TopLine(state: state, look: look, showsToken: showsToken).draw(on: &frame, y: 0)
        StatusLine(state: state, look: look, keyMap: keyMap).draw(on: &frame, y: frame.height - 1)
        switch state.screen {
        case .reading: ReadingView(state: state, look: look).draw(on: &frame)
        case .sideBySide: SideBySideView(state: state, look: look).draw(on: &frame, body: body)
        case .comparison: ComparisonView(state: state, look: look).draw(on: &frame)
        case .head: HeadScreenView(state: state, look: look).draw(on: &frame, body: body)
        case .dynamics: DynamicsView(state: state, look: look).draw(on: &frame)
        case .sweep: SweepView(state: state, look: look).draw(on: &frame)
        case .mediation: MediationView(state: state, look: look).draw(on: &frame, body: body)
        case .planningHeads: PlanningHeadsView(state: state, look: look).draw(on: &frame)
        case .themes: ThemesView(state: state, look: look).draw(on: &frame, body: body)
        case .judging: JudgingView(state: state, look: look).draw(in: body, on: &frame)
        case .outline: OutlineView(state: state, look: look).draw(in: body, on: &frame)
        case .knockoutMatrix:
            KnockoutMatrixView(state: state, look: look).draw(on: &frame, body: body)
        case .lexicon: LexiconView(state: state, look: look).draw(on: &frame)
        case .searchResults, .corpusHits, .notes, .sessions, .log, .skipped:
            state.list(look)?.draw(in: body, on: &frame)
        }
    }
}

/// What stands in place of everything on a terminal that is too small.
enum SizeCard {
    static func draw(_ state: State, _ look: Look, on frame: inout Frame) {
        let lines = [
            "heddle needs \(ReadingLayout.minimumWidth)×\(ReadingLayout.minimumHeight)",
            "this is \(state.width)×\(state.height)",
            "enlarge, or q to leave",
        ]
        let top = max(0, (frame.height - lines.count) / 2)
        for (row, text) in lines.enumerated() {
            let line = StyledLine(text, look[row == 0 ? .title : .text])
            let x = max(0, (frame.width - line.columns) / 2)
            frame.put(line, x: x, y: top + row, width: frame.width - x)
        }
    }
}
