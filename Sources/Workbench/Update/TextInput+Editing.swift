import Canvas

extension TextInput {
    /// Applies an editing key: typing, arrows, Home, End, Backspace, Delete, Ctrl-A, E, U, K, W,
    /// B, F, D, H. Other keys do nothing.
    mutating func edit(_ key: KeyPress) {
        cursor = max(0, min(cursor, text.count))
        switch (key.key, key.modifiers) {
        case (.left, _), (.character("b"), .control): cursor = max(0, cursor - 1)
        case (.right, _), (.character("f"), .control): cursor = min(text.count, cursor + 1)
        case (.home, _), (.character("a"), .control): cursor = 0
        case (.end, _), (.character("e"), .control): cursor = text.count
        case (.backspace, _), (.character("h"), .control): remove(max(0, cursor - 1)..<cursor)
        case (.delete, _), (.character("d"), .control):
            remove(cursor..<min(text.count, cursor + 1))
        case (.character("u"), .control): remove(0..<cursor)
        case (.character("k"), .control): remove(cursor..<text.count)
        case (.character("w"), .control): remove(wordStart..<cursor)
        default:
            if let typed = key.typedCharacter { insert(String(typed)) }
        }
    }

    mutating func insert(_ new: String) {
        let place = max(0, min(cursor, text.count))
        let before = text.count
        text.insert(contentsOf: new, at: text.index(text.startIndex, offsetBy: place))
        // A mark may join the character before it, so the length is not that of `new`.
        cursor = max(0, min(text.count, place + text.count - before))
    }

    private mutating func remove(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let start = text.index(text.startIndex, offsetBy: range.lowerBound)
        let end = text.index(start, offsetBy: range.count)
        text.removeSubrange(start..<end)
        cursor = max(0, min(text.count, range.lowerBound))
    }

    /// Start of the word before the cursor.
    private var wordStart: Int {
        let before = Array(text.prefix(cursor))
        var index = before.count
        while index > 0, before[index - 1] == " " { index -= 1 }
        while index > 0, before[index - 1] != " " { index -= 1 }
        return index
    }
}
