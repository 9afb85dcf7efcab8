import Canvas
import HeddleAnalysis

/// The traces of the open files: verdict, name, length and share of planning tokens.
struct TraceListView {
    let state: State
    let look: Look

    func draw(on frame: inout Frame, rect: Rect, isFocused: Bool) {
        let rows = state.traces.visible
        var panel = Panel(rect: rect, title: title(shown: rows.count), isFocused: isFocused)
        if !rows.isEmpty {
            panel.foot = StyledLine(
                "\(min(state.traces.selection, rows.count - 1) + 1) of \(rows.count)",
                look[.textDim])
        }
        panel.draw(on: &frame, look)
        let inner = panel.inner
        guard !rows.isEmpty else {
            return Paragraph.put(emptyText, in: inner, style: look[.textDim], on: &frame)
        }
        let window = ListRows.rows(
            count: rows.count, selection: state.traces.selection, height: inner.height)
        for (offset, row) in window.enumerated() {
            let entry = state.traces.entries[rows[row]]
            let line = line(entry, isOpen: rows[row] == state.traces.current, width: inner.width)
            let y = inner.y + offset
            frame.put(line, x: inner.x, y: y, width: inner.width)
            if row == state.traces.selection, isFocused {
                frame.restyle(
                    Rect(x: inner.x, y: y, width: inner.width, height: 1), look[.listSelected])
            }
        }
    }

    private func title(shown: Int) -> StyledLine {
        var line = StyledLine("Traces", look[.title])
        if !state.traces.filter.isEmpty {
            line.add(" · \(state.traces.filter)", look[.searchMatch])
            line.add(" · \(shown) of \(state.traces.entries.count)", look[.textDim])
        }
        return line
    }

    private var emptyText: String {
        if state.jobs[.openFiles] != nil { return "reading files…" }
        if state.traces.entries.isEmpty {
            return "No traces are open. o opens a file or a directory, i asks the model something."
        }
        return "No trace matches '\(state.traces.filter)'. :filter with nothing after it "
            + "shows all again."
    }

    /// `▶✓ countdown-00 263 38%`, in wide lists with the prompt behind the name.
    private func line(_ entry: TraceEntry, isOpen: Bool, width: Int) -> StyledLine {
        var line = StyledLine(isOpen ? "▶" : " ", look[.title])
        let verdict = look.verdict(entry.correct)
        line.add(verdict.mark, verdict.style)
        line.add(entry.parent == nil ? " " : " └", look[.textDim])
        let numbers = numbers(entry)
        let room = max(0, width - line.columns - numbers.columns)
        let nameStyle = isOpen ? look[.title] : look[.text]
        if room > Self.roomForPrompt {
            line.add(entry.id + " ", nameStyle, width: Self.nameWidth)
            line.add(Self.oneLine(entry.prompt), look[.textDim], width: room - Self.nameWidth)
        } else {
            line.add(TextFit.cutMiddle(entry.id, to: room), nameStyle, width: room)
        }
        line.add(numbers)
        return line
    }

    /// Columns of the token counts, a blank before them included.
    private var tokenWidth: Int { state.traces.hasLongEntries ? 7 : 4 }

    private static let nameWidth = 18
    private static let roomForPrompt = 44

    private func numbers(_ entry: TraceEntry) -> StyledLine {
        var line = StyledLine()
        line.add(
            " " + (entry.tokens.map(String.init) ?? "–"), look[.text], width: tokenWidth,
            alignRight: true)
        let share = entry.planningShare.map { "\(Int(($0 * 100).rounded()))%" } ?? "–"
        line.add(share, look[.textDim], width: 4, alignRight: true)
        return line
    }

    private static func oneLine(_ text: String) -> String {
        String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }
}
