import Canvas
import HeddleAnalysis

/// The themes as a list; the marked one is on, and a sample shows all that it gives a style to.
struct ThemesView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, body: Rect) {
        let left = Rect(x: body.x, y: body.y, width: 28, height: body.height)
        list.draw(in: left, on: &frame)
        let panel = Panel(
            rect: Rect(
                x: left.maxX, y: body.y, width: body.width - left.width, height: body.height),
            title: StyledLine("\(state.theme.name) · Enter keeps it, Esc goes back", look[.title]))
        panel.draw(on: &frame, look)
        let inner = panel.inner
        frame.put(
            sample,
            in: Rect(
                x: inner.x + 1, y: inner.y, width: inner.width - 2, height: inner.height))
    }

    var list: ListScreen {
        ListScreen(
            state: state, look: look, title: StyledLine("Themes", look[.title]),
            emptyText: "No themes were found: heddle paths says where they are looked for.",
            count: state.themeNames.count,
            row: { StyledLine(state.themeNames[$0], look[.text]) })
    }

    private var sample: [StyledLine] {
        var lines = [
            StyledLine("What the user asked", look[.textPrompt]), StyledLine(),
            intents, StyledLine("7 * 8 = 56, 56 - 3 = 53", look[.textAnswer]), StyledLine(),
            ramp("heat", [0, 0.2, 0.4, 0.6, 0.8, 1], look.heatBackground),
            ramp("effect", [-1, -0.6, -0.2, 0.2, 0.6, 1], look.divergingBackground),
            StyledLine(),
        ]
        let groups: [[Role]] = [
            [.cursor, .cursorInactive, .selection, .listSelected],
            [.searchMatch, .searchCurrent, .diverged, .note],
            [.right, .wrong, .unchecked, .more, .less],
            [.headSelected, .headAblated, .headPinned, .control],
            [.status, .statusWarning, .statusError, .keyHint, .textDim],
        ]
        for group in groups {
            var line = StyledLine()
            for role in group {
                line.add(role.rawValue, look[role])
                line.add("  ")
            }
            lines.append(line)
        }
        return lines
    }

    private var intents: StyledLine {
        var line = StyledLine()
        for intent in Intent.allCases {
            line.add(intent.rawValue, look.intent(intent))
            line.add("  ")
        }
        return line
    }

    private func ramp(_ name: String, _ shares: [Float], _ style: (Float) -> Style) -> StyledLine {
        var line = StyledLine()
        line.add(name, look[.text], width: 8)
        for share in shares { line.add(" \(Digits.short(share)) ", style(share)) }
        return line
    }
}
