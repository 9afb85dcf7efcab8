import Canvas

/// The keys of this place, then those that work everywhere; typing narrows them.
struct HelpView {
    let state: State
    let look: Look
    let keyMap: KeyMap

    func draw(_ filter: TextInput, on frame: inout Frame) {
        let width = min(frame.width - 4, 100)
        let height = frame.height - 2
        let lines = self.lines(filter.text)
        let room = height - 4
        let first = max(0, min(state.overlayScroll, lines.count - room))
        var foot = StyledLine("typing narrows · ↑ ↓ scroll · Esc closes", look[.textDim])
        if lines.count > room {
            foot.add(
                " · lines \(first + 1)–\(min(lines.count, first + room)) of \(lines.count)",
                look[.textDim])
        }
        let inner = Popup.draw(
            title: StyledLine("Help", look[.title]), foot: foot, width: width, height: height,
            look, on: &frame)
        InputField(look: look).draw(
            label: StyledLine("find: ", look[.keyHint]), filter, x: inner.x, y: inner.y,
            width: inner.width, on: &frame)
        let area = Rect(
            x: inner.x, y: inner.y + 2, width: inner.width, height: inner.height - 2)
        frame.put(lines.dropFirst(first), in: area)
        if lines.isEmpty {
            Paragraph.put(
                "No command has '\(filter.text)' in its name, keys or description.", in: area,
                style: look[.textDim], on: &frame)
        }
    }

    private func lines(_ filter: String) -> [StyledLine] {
        var lines: [StyledLine] = []
        for section in keyMap.help(for: state, filter: filter) {
            if !lines.isEmpty { lines.append(StyledLine()) }
            lines.append(StyledLine(section.title, look[.title]))
            for entry in section.lines {
                var line = StyledLine()
                line.add(entry.keys + " ", look[.keyHint], width: 16)
                line.add(entry.command + " ", look[.text], width: 18)
                line.add(entry.text, look[.textDim])
                lines.append(line)
            }
        }
        return lines
    }
}
