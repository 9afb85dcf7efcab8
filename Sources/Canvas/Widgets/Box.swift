extension Frame {
    /// Draws a border with rounded corners, a title on the left of its upper edge and, where
    /// there is room, an extra text on the right.
    ///
    /// - Returns: the rectangle inside; empty where the border leaves none.
    @discardableResult
    public mutating func box(
        _ rect: Rect, title: String = "", extra: String = "", style: Style,
        titleStyle: Style? = nil
    ) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else {
            return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
        }
        let rule = String(repeating: "─", count: rect.width - 2)
        put("╭" + rule + "╮", x: rect.x, y: rect.y, style: style)
        for y in rect.y + 1..<rect.maxY - 1 {
            put("│", x: rect.x, y: y, style: style)
            put("│", x: rect.maxX - 1, y: y, style: style)
        }
        put("╰" + rule + "╯", x: rect.x, y: rect.maxY - 1, style: style)
        let room = rect.width - 4
        guard room > 0 else { return rect.inset() }
        var used = 0
        if !title.isEmpty {
            let text = " " + TextFit.cut(title, to: room) + " "
            put(text, x: rect.x + 1, y: rect.y, style: titleStyle ?? style)
            used = TextWidth.columns(of: text)
        }
        let extraWidth = TextWidth.columns(of: extra) + 2
        if !extra.isEmpty, used + 2 + extraWidth <= rect.width - 2 {
            put(" " + extra + " ", x: rect.maxX - 2 - extraWidth, y: rect.y, style: style)
        }
        return rect.inset()
    }

    /// The same in the theme's styles, told apart by focus.
    @discardableResult
    public mutating func box(
        _ rect: Rect, title: String = "", extra: String = "", isFocused: Bool, theme: Theme
    ) -> Rect {
        box(
            rect, title: title, extra: extra, style: theme[isFocused ? .borderFocus : .border],
            titleStyle: theme[isFocused ? .borderFocus : .title])
    }
}
