import Canvas

/// Wraps styled text at words, line by line, and stops when the lines on the screen are full.
struct TextFlow {
    let width: Int
    private var skipping: Int
    private let height: Int
    private var lines: [StyledLine] = []
    private var line: [(character: Character, style: Style)] = []
    private var columns = 0

    /// - Parameter skipping: lines that are scrolled away above.
    init(width: Int, skipping: Int, height: Int) {
        self.width = max(1, width)
        self.skipping = max(0, skipping)
        self.height = max(0, height)
    }

    var isFull: Bool { lines.count >= height }

    mutating func add(_ text: String, _ style: Style) {
        for character in text {
            if isFull { return }
            if character.isNewline || character == "␊" {
                close()
                continue
            }
            let shown = TextWidth.visible(character)
            let size = TextWidth.columns(of: shown)
            if columns + size > width {
                if character == " " {
                    close()
                    continue
                }
                wrap()
            }
            line.append((shown, style))
            columns += size
        }
    }

    mutating func finished() -> [StyledLine] {
        if !line.isEmpty, !isFull { close() }
        return lines
    }

    /// Breaks behind the last blank; a word that is longer than a line is cut.
    private mutating func wrap() {
        let start = line.lastIndex { $0.character == " " }.map { $0 + 1 } ?? line.count
        let carried = Array(line[start...])
        line.removeSubrange(start...)
        close()
        line = carried
        columns = carried.reduce(0) { $0 + TextWidth.columns(of: $1.character) }
    }

    private mutating func close() {
        defer {
            line = []
            columns = 0
        }
        if skipping > 0 {
            skipping -= 1
            return
        }
        guard !isFull else { return }
        var styled = StyledLine()
        var text = ""
        for (index, cell) in line.enumerated() {
            text.append(cell.character)
            if index + 1 == line.count || line[index + 1].style != cell.style {
                styled.add(text, cell.style)
                text = ""
            }
        }
        lines.append(styled)
    }
}
