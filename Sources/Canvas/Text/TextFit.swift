/// Text brought to a width of columns.
public enum TextFit {
    /// The text as it is shown when it fits; else its beginning with `…` in the last column.
    public static func cut(_ text: String, to columns: Int) -> String {
        guard TextWidth.columns(of: text) > columns else { return text }
        guard columns > 0 else { return "" }
        return prefix(of: text, columns: columns - 1) + "…"
    }

    /// The text with its middle replaced by `…`: for paths, whose ends matter.
    public static func cutMiddle(_ text: String, to columns: Int) -> String {
        guard TextWidth.columns(of: text) > columns else { return text }
        guard columns > 0 else { return "" }
        let head = prefix(of: text, columns: (columns - 1) / 2)
        let tail = prefix(
            of: String(text.reversed()), columns: columns - 1 - TextWidth.columns(of: head))
        return head + "…" + String(tail.reversed())
    }

    /// The longest beginning that fits.
    public static func prefix(of text: String, columns: Int) -> String {
        var room = columns
        var result = ""
        for character in text {
            room -= TextWidth.columns(of: character)
            if room < 0 { break }
            result.append(character)
        }
        return result
    }

    /// The longest end that fits. Linear in it.
    public static func suffix(of text: String, columns: Int) -> String {
        var room = columns
        var start = text.endIndex
        while start > text.startIndex {
            let before = text.index(before: start)
            room -= TextWidth.columns(of: text[before])
            if room < 0 { break }
            start = before
        }
        return String(text[start...])
    }

    /// The text cut or filled with blanks to exactly this many columns.
    public static func padded(_ text: String, to columns: Int, alignRight: Bool = false) -> String {
        let text = cut(text, to: columns)
        let blanks = String(repeating: " ", count: max(0, columns - TextWidth.columns(of: text)))
        return alignRight ? blanks + text : text + blanks
    }

    /// The text in lines of at most `columns`, broken at blanks, and inside a word only where the
    /// word alone is wider. Line ends of the text are kept; blanks at a break are not.
    public static func wrap(_ text: String, columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            wrapParagraph($0, columns: columns)
        }
    }

    private static func wrapParagraph(_ paragraph: Substring, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in paragraph.split(separator: " ") {
            var word = String(word)
            var width = TextWidth.columns(of: word)
            if used > 0, used + 1 + width <= columns {
                line += " " + word
                used += 1 + width
                continue
            }
            if used > 0 { lines.append(line) }
            while width > columns {
                // A wide character may not fit even alone: it is taken nevertheless.
                let head = prefix(of: word, columns: columns)
                let taken = head.isEmpty ? 1 : head.count
                lines.append(String(word.prefix(taken)))
                word.removeFirst(taken)
                width = TextWidth.columns(of: word)
            }
            line = word
            used = width
        }
        if used > 0 || lines.isEmpty { lines.append(line) }
        return lines
    }
}
