import Canvas

/// A pane's border with a title in its upper edge and notes in its lower edge.
struct Panel {
    var rect: Rect
    var title: StyledLine
    /// At the right end of the upper edge, where there is room beside the title.
    var corner = StyledLine()
    /// At the left end of the lower edge.
    var foot = StyledLine()
    /// At the right end of the lower edge, where there is room beside `foot`.
    var footCorner = StyledLine()
    var isFocused = false

    /// The cells inside of the border.
    var inner: Rect { rect.inset() }

    /// Draws the border and its labels.
    func draw(on frame: inout Frame, _ look: Look) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        frame.box(rect, style: look[isFocused ? .borderFocus : .border])
        label(title, corner, at: rect.y, on: &frame)
        label(foot, footCorner, at: rect.maxY - 1, on: &frame)
    }

    private func label(
        _ left: StyledLine, _ right: StyledLine, at y: Int, on frame: inout Frame
    ) {
        let room = rect.width - 4
        guard room > 0 else { return }
        var used = 0
        if !left.isEmpty {
            var padded = StyledLine(" ")
            padded.add(left.cut(to: room))
            padded.add(" ")
            frame.put(padded, x: rect.x + 1, y: y, width: room + 2)
            used = padded.columns
        }
        guard !right.isEmpty, right.columns + 3 <= room + 2 - used else { return }
        let x = rect.maxX - 3 - right.columns
        frame.put(" ", x: x, y: y)
        frame.put(right, x: x + 1, y: y, width: right.columns)
        frame.put(" ", x: x + 1 + right.columns, y: y)
    }

    /// A rule across the panel that begins a second part of it.
    func divider(_ title: StyledLine, at y: Int, on frame: inout Frame, _ look: Look) {
        guard rect.width >= 2, y > rect.y, y < rect.maxY - 1 else { return }
        let style = look[isFocused ? .borderFocus : .border]
        let rule = String(repeating: "─", count: rect.width - 2)
        frame.put("├" + rule + "┤", x: rect.x, y: y, style: style)
        label(title, StyledLine(), at: y, on: &frame)
    }
}
