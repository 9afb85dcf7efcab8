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
    ///
    /// A wide character that loses one of its two cells by an assignment becomes a blank in the
    /// other, so that rows keep their width.
    public subscript(x: Int, y: Int) -> Cell {
        get {
            guard x >= 0, y >= 0, x < width, y < height else { return Cell() }
            return cells[y * width + x]
        }
        set {
            guard x >= 0, y >= 0, x < width, y < height else { return }
            store(newValue, x: x, row: y * width)
        }
    }

    private mutating func store(_ cell: Cell, x: Int, row: Int) {
        let index = row + x
        let isNewContent =
            cells[index].isContinuation != cell.isContinuation
            || cells[index].character != cell.character
        if isNewContent {
            if cells[index].isContinuation, !cell.isContinuation, x > 0 {
                cells[index - 1].character = " "
            }
            if x + 1 < width, cells[index + 1].isContinuation {
                cells[index + 1].isContinuation = false
            }
        }
        cells[index] = cell
    }

    /// Writes `text` from (x, y) to the right inside `clip` (the frame when nil), one row.
    ///
    /// A wide character that an edge of the clip cuts is drawn as a blank. Where the style has no
    /// background, the one that is there stays.
    ///
    /// - Returns: the column after the last one written.
    @discardableResult
    public mutating func put(
        _ text: String, x: Int, y: Int, style: Style = .plain, clip: Rect? = nil
    ) -> Int {
        let area = clip?.intersection(bounds) ?? bounds
        let isVisible = y >= area.y && y < area.maxY
        var column = x
        for character in text {
            if column >= area.maxX { break }
            if let (_, columns) = TextWidth.frequent(character), columns == 1 {
                if isVisible, column >= area.x { set(character, x: column, y: y, style: style) }
                column += 1
                continue
            }
            for piece in TextWidth.pieces(of: character) where column < area.maxX {
                let columns = TextWidth.glyph(of: piece).columns
                if isVisible {
                    putPiece(piece, columns: columns, x: column, y: y, style: style, area: area)
                }
                column = min(column + columns, max(area.maxX, column + 1))
            }
        }
        return column
    }

    private mutating func putPiece(
        _ piece: Character, columns: Int, x: Int, y: Int, style: Style, area: Rect
    ) {
        if columns == 1 {
            if x >= area.x { set(piece, x: x, y: y, style: style) }
        } else if x >= area.x, x + 1 < area.maxX {
            set(piece, x: x, y: y, style: style)
            set(" ", x: x + 1, y: y, style: style, isContinuation: true)
        } else {
            for column in max(x, area.x)..<max(x, area.x, min(x + 2, area.maxX)) {
                set(" ", x: column, y: y, style: style)
            }
        }
    }

    private mutating func set(
        _ character: Character, x: Int, y: Int, style: Style, isContinuation: Bool = false
    ) {
        let row = y * width
        var style = style
        if style.background == nil { style.background = cells[row + x].style.background }
        store(Cell(character, style: style, isContinuation: isContinuation), x: x, row: row)
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
