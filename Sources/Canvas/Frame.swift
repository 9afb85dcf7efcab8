/// A screen as a value: what a view returns and the terminal paints.
///
/// Text that is put into it is made safe: control characters become visible glyphs, so that no
/// byte of a trace ever reaches the terminal as a command.
public struct Frame: Equatable, Sendable {
    public let width: Int
    public let height: Int
    /// Row by row, `width` cells each.
    public private(set) var cells: [Cell]
    /// Where the terminal's own cursor stands, for input lines; nil hides it.
    public var cursor: (x: Int, y: Int)? {
        get { cursorX.map { ($0, cursorY) } }
        set {
            cursorX = newValue?.x
            cursorY = newValue?.y ?? 0
        }
    }
    private var cursorX: Int?
    private var cursorY = 0

    public init(width: Int, height: Int, style: Style = .plain) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: Cell(" ", style: style), count: self.width * self.height)
    }

    public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

    /// The cell at a place; a blank one outside the frame.
    public subscript(x: Int, y: Int) -> Cell {
        get {
            guard x >= 0, y >= 0, x < width, y < height else { return Cell() }
            return cells[y * width + x]
        }
        set {
            guard x >= 0, y >= 0, x < width, y < height else { return }
            cells[y * width + x] = newValue
        }
    }

    /// Writes `text` from (x, y) to the right inside `clip` (the frame when nil), one row.
    ///
    /// - Returns: the column after the last one written.
    @discardableResult
    public mutating func put(
        _ text: String, x: Int, y: Int, style: Style = .plain, clip: Rect? = nil
    ) -> Int {
        let area = clip?.intersection(bounds) ?? bounds
        var column = x
        for character in text {
            let shown = TextWidth.visible(character)
            let columns = TextWidth.columns(of: shown)
            if columns == 0 { continue }
            if column + columns > area.maxX { break }
            if column >= area.x, y >= area.y, y < area.maxY {
                self[column, y] = Cell(
                    shown, style: style.over(Style(background: self[column, y].style.background)))
                if columns == 2 {
                    self[column + 1, y] = Cell(
                        " ", style: self[column, y].style, isContinuation: true)
                }
            }
            column += columns
        }
        return column
    }

    /// Fills a rectangle with one character.
    public mutating func fill(_ rect: Rect, _ character: Character = " ", style: Style = .plain) {
        let area = rect.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) { self[x, y] = Cell(character, style: style) }
        }
    }

    /// Lays a style over the cells of a rectangle, keeping their characters.
    public mutating func restyle(_ rect: Rect, _ style: Style) {
        let area = rect.intersection(bounds)
        for y in area.y..<max(area.y, area.maxY) {
            for x in area.x..<max(area.x, area.maxX) {
                self[x, y].style = style.over(self[x, y].style)
            }
        }
    }

    /// The characters row by row, trailing blanks removed: what tests and `:write` use.
    public var text: String {
        (0..<height).map { y in
            var line = ""
            for x in 0..<width where !self[x, y].isContinuation {
                line.append(self[x, y].character)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}
