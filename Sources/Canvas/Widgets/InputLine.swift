/// A line of text that is being typed, scrolled so that its cursor is in sight.
public enum InputLine {
    /// What is shown of the text, and the column of the cursor in it.
    public struct View: Equatable, Sendable {
        public var text: String
        public var cursorColumn: Int
    }

    /// - Parameters:
    ///   - cursor: characters before the cursor.
    ///   - columns: room for text and cursor.
    public static func view(of text: String, cursor: Int, columns: Int) -> View {
        guard columns > 0 else { return View(text: "", cursorColumn: 0) }
        let characters = Array(text)
        let cursor = min(max(0, cursor), characters.count)
        // Behind the last character the cursor needs a column of its own.
        var start = cursor
        var room = columns - (cursor < characters.count ? width(characters[cursor]) : 1)
        while start > 0, width(characters[start - 1]) <= room {
            start -= 1
            room -= width(characters[start])
        }
        let column = characters[start..<cursor].reduce(0) { $0 + width($1) }
        let shown = TextFit.prefix(of: String(characters[start...]), columns: columns)
        return View(text: shown, cursorColumn: min(column, columns - 1))
    }

    private static func width(_ character: Character) -> Int { TextWidth.columns(of: character) }
}

extension Frame {
    /// Draws the text in one row, and sets the frame's cursor.
    public mutating func inputLine(text: String, cursor: Int, in rect: Rect, style: Style) {
        guard !rect.isEmpty else { return }
        let view = InputLine.view(of: text, cursor: cursor, columns: rect.width)
        put(TextFit.padded(view.text, to: rect.width), x: rect.x, y: rect.y, style: style)
        self.cursor = (rect.x + view.cursorColumn, rect.y)
    }
}
