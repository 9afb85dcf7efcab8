extension Frame {
    /// Draws a border with rounded corners around the inside of a rectangle; nothing where there
    /// is no room for it.
    public mutating func box(_ rect: Rect, style: Style) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let rule = String(repeating: "─", count: rect.width - 2)
        put("╭" + rule + "╮", x: rect.x, y: rect.y, style: style)
        for y in rect.y + 1..<rect.maxY - 1 {
            put("│", x: rect.x, y: y, style: style)
            put("│", x: rect.maxX - 1, y: y, style: style)
        }
        put("╰" + rule + "╯", x: rect.x, y: rect.maxY - 1, style: style)
    }
}
