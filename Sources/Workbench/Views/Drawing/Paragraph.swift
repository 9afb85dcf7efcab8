import Canvas

/// Sentences of the program itself, wrapped at words.
enum Paragraph {
    static func lines(_ text: String, width: Int) -> [String] {
        guard width > 0 else { return [] }
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ") {
                let columns = TextWidth.columns(of: line)
                if !line.isEmpty, columns + 1 + TextWidth.columns(of: String(word)) > width {
                    lines.append(line)
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
            lines.append(line)
        }
        return lines
    }

    /// Writes a text into a rectangle with a blank column on each side; what does not fit ends
    /// with `…`.
    static func put(_ text: String, in rect: Rect, style: Style, on frame: inout Frame) {
        let width = rect.width - 2
        let lines = Self.lines(text, width: width)
        for (row, line) in lines.prefix(rect.height).enumerated() {
            let isCut = row == rect.height - 1 && lines.count > rect.height
            frame.put(
                StyledLine(isCut ? line + " …" : line, style), x: rect.x + 1, y: rect.y + row,
                width: width)
        }
    }
}
