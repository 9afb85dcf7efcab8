/// Which rows of a long list are shown.
public enum ScrolledList {
    /// The rows to show so that the selected one is in sight, moving as little as possible from
    /// `offset`.
    public static func window(
        count: Int, selected: Int?, offset: Int, height: Int, margin: Int = 0
    ) -> Range<Int> {
        guard count > 0, height > 0 else { return 0..<0 }
        let margin = min(margin, (height - 1) / 2)
        var first = offset
        if let selected {
            first = max(first, selected + margin - height + 1)
            first = min(first, selected - margin)
        }
        first = max(0, min(first, count - height))
        return first..<min(count, first + height)
    }
}

extension Frame {
    /// Draws the rows of a list that are in sight, the selected one over its whole width, with a
    /// scroll bar on the right where there are more.
    ///
    /// - Parameter row: the text of a row; only asked for those that are shown.
    /// - Returns: the rows shown, to be handed in as the next `offset`.
    @discardableResult
    public mutating func list(
        count: Int, selected: Int?, offset: Int = 0, in rect: Rect, theme: Theme,
        row: (Int) -> String
    ) -> Range<Int> {
        let shown = ScrolledList.window(
            count: count, selected: selected, offset: offset, height: rect.height)
        let hasBar = shown.count < count && rect.width > 2
        let width = rect.width - (hasBar ? 1 : 0)
        for (line, index) in shown.enumerated() {
            let style = theme[index == selected ? .listSelected : .text]
            put(
                TextFit.padded(row(index), to: width), x: rect.x, y: rect.y + line, style: style)
        }
        if hasBar {
            scrollBar(
                first: shown.lowerBound, shown: shown.count, total: count, in: rect, theme: theme)
        }
        return shown
    }
}
