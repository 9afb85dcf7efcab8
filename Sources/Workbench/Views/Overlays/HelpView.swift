import Canvas

/// The keys of this place, then those that work everywhere; typing narrows them.
struct HelpView {
    let state: State
    let look: Look
    let keyMap: KeyMap

    func draw(_ filter: TextInput, on frame: inout Frame) {
        let width = Self.width(in: frame.width)
        let height = frame.height - 2
        let lines = self.lines(filter.text, width: width - 4)
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

    /// Sections with a line a command, its sentence wrapped beside it.
    private func lines(_ filter: String, width: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        for section in keyMap.help(for: state, filter: filter) {
            if !lines.isEmpty { lines.append(StyledLine()) }
            lines.append(StyledLine(section.title, look[.title]))
            for entry in section.lines { lines += self.lines(entry, width: width) }
        }
        return lines
    }

    private func lines(_ entry: HelpLine, width: Int) -> [StyledLine] {
        let sentence = TextFit.wrap(entry.text, columns: max(20, width - Self.textColumn))
        return sentence.enumerated().map { index, text in
            var line = StyledLine()
            line.add(index == 0 ? entry.keys + " " : "", look[.keyHint], width: Self.keyWidth)
            line.add(
                index == 0 ? entry.command + " " : "", look[.text],
                width: Self.textColumn - Self.keyWidth)
            line.add(text, look[.textDim])
            return line
        }
    }

    private static let keyWidth = 16
    private static let textColumn = 35

    /// Lines of the help of a state, wrapped as it is drawn: how far it can be scrolled.
    static func lineCount(_ state: State, filter: String) -> Int {
        HelpView(state: state, look: Look(state), keyMap: state.keyMap)
            .lines(filter, width: width(in: state.width) - 4).count
    }

    private static func width(in frameWidth: Int) -> Int { min(frameWidth - 4, 110) }
}
