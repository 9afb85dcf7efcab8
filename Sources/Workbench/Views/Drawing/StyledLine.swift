import Canvas

/// One line of text whose parts look different: what views compose before they know how wide it
/// may be.
struct StyledLine: Hashable, Sendable {
    struct Span: Hashable, Sendable {
        var text: String
        var style: Style
    }

    private(set) var spans: [Span] = []

    init() {}

    init(_ text: String, _ style: Style = .plain) { add(text, style) }

    mutating func add(_ text: String, _ style: Style = .plain) {
        guard !text.isEmpty else { return }
        spans.append(Span(text: text, style: style))
    }

    mutating func add(_ line: StyledLine) { spans += line.spans }

    /// This line with another one behind it.
    func appending(_ line: StyledLine) -> StyledLine {
        var result = self
        result.add(line)
        return result
    }

    /// Adds `text` cut or filled with blanks to exactly `width` columns.
    mutating func add(_ text: String, _ style: Style = .plain, width: Int, alignRight: Bool = false)
    {
        add(TextFit.padded(text, to: width, alignRight: alignRight), style)
    }

    /// Fills with blanks up to a column, at least one blank.
    mutating func tab(to column: Int) {
        add(String(repeating: " ", count: max(1, column - columns)))
    }

    var isEmpty: Bool { spans.isEmpty }
    var text: String { spans.map(\.text).joined() }
    var columns: Int { spans.reduce(0) { $0 + TextWidth.columns(of: $1.text) } }

    /// The line as it is when it fits; else its beginning with `…` as last column.
    func cut(to width: Int) -> StyledLine {
        guard columns > width else { return self }
        guard width > 0 else { return StyledLine() }
        var result = StyledLine()
        var room = width - 1
        for span in spans {
            let columns = TextWidth.columns(of: span.text)
            if columns > room {
                result.add(TextFit.prefix(of: span.text, columns: room) + "…", span.style)
                return result
            }
            result.add(span.text, span.style)
            room -= columns
        }
        return result
    }

    /// The same line with a style laid over all of it.
    func restyled(_ style: Style) -> StyledLine {
        var result = StyledLine()
        for span in spans { result.add(span.text, style.over(span.style)) }
        return result
    }
}

extension Frame {
    /// Writes a line from (x, y) on, at most `width` columns, cut with `…`.
    ///
    /// - Returns: the column after the last one written.
    @discardableResult
    mutating func put(_ line: StyledLine, x: Int, y: Int, width: Int) -> Int {
        guard width > 0, y >= 0, y < height else { return x }
        let clip = Rect(x: x, y: y, width: width, height: 1)
        var column = x
        for span in line.cut(to: width).spans {
            column = put(span.text, x: column, y: y, style: span.style, clip: clip)
        }
        return column
    }

    /// Writes lines one below the other into a rectangle, as many as fit.
    mutating func put(_ lines: some Sequence<StyledLine>, in rect: Rect) {
        for (row, line) in lines.prefix(rect.height).enumerated() {
            put(line, x: rect.x, y: rect.y + row, width: rect.width)
        }
    }
}

extension Style {
    /// The same style with more attributes.
    func merging(_ attributes: Attributes) -> Style {
        Style(
            foreground: foreground, background: background,
            attributes: self.attributes.union(attributes))
    }
}
