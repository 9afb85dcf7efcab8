import Canvas

/// Commands by name, found by a few of their letters.
struct PaletteView {
    let state: State
    let look: Look
    let keyMap: KeyMap

    func draw(_ input: TextInput, selection: Int, on frame: inout Frame) {
        let matches = state.paletteChoices(input)
        let width = min(frame.width - 4, 92)
        let height = min(frame.height - 4, 20)
        let selection = min(max(0, selection), max(0, matches.count - 1))
        let inner = Popup.draw(
            title: StyledLine("Commands", look[.title]),
            foot: StyledLine("Enter runs · Tab completes · Esc closes", look[.textDim]),
            width: width, height: height, look, on: &frame)
        InputField(look: look).draw(
            label: StyledLine(":", look[.keyHint]), input, x: inner.x, y: inner.y,
            width: inner.width, on: &frame)
        let area = Rect(
            x: inner.x, y: inner.y + 1, width: inner.width, height: inner.height - 1)
        guard !matches.isEmpty else {
            return Paragraph.put(
                "No command is like '\(input.text)'.", in: area, style: look[.textDim], on: &frame)
        }
        let shown = ListRows.rows(
            count: matches.count, selection: selection, height: area.height)
        for (offset, index) in shown.enumerated() {
            let y = area.y + offset
            frame.put(row(matches[index]), x: area.x, y: y, width: area.width)
            if index == selection {
                frame.restyle(
                    Rect(x: area.x, y: y, width: area.width, height: 1), look[.listSelected])
            }
        }
    }

    /// Name with its argument, key, and what it does or why it does nothing now.
    private func row(_ choice: PaletteChoice) -> StyledLine {
        let command = choice.command
        let reason = state.disabledReason(command)
        if let argument = choice.argument {
            return StyledLine(command.name + " " + SkippedView.oneLine(argument), look[.text])
        }
        let name = [command.name, command.argument].compactMap { $0 }.joined(separator: " ")
        var line = StyledLine()
        line.add(name + " ", reason == nil ? look[.text] : look[.textDim], width: 27)
        line.add((keyMap.label(of: command.name) ?? "") + " ", look[.keyHint], width: 7)
        line.add(reason ?? command.help, look[.textDim])
        return line
    }
}
