/// How a chart is drawn with characters.
public enum ChartGlyphs: Equatable, Sendable {
    /// Two by four dots a cell.
    case braille
    /// One by two half blocks a cell.
    case blocks
    case ascii

    /// Dots of a cell.
    var dots: (x: Int, y: Int) {
        switch self {
        case .braille: (2, 4)
        case .blocks: (1, 2)
        case .ascii: (1, 1)
        }
    }
}

/// Dots that become characters; a cell has the style of what was drawn into it last.
struct DotRaster {
    let glyphs: ChartGlyphs
    /// In dots.
    let width: Int
    let height: Int
    private let columns: Int
    private var cells: [(dots: UInt32, style: Style)]

    init(columns: Int, rows: Int, glyphs: ChartGlyphs) {
        self.glyphs = glyphs
        self.columns = max(0, columns)
        let size = glyphs.dots
        width = self.columns * size.x
        height = max(0, rows) * size.y
        cells = Array(repeating: (0, .plain), count: self.columns * max(0, rows))
        dotsPerCell = size
    }

    private let dotsPerCell: (x: Int, y: Int)

    /// Bits of a braille cell, `[row][column]`.
    private static let braille: [[UInt32]] = [
        [0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80],
    ]

    /// Sets a dot; y grows downwards.
    mutating func set(x: Int, y: Int, style: Style) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let cell = y / dotsPerCell.y * columns + x / dotsPerCell.x
        let (column, row) = (x % dotsPerCell.x, y % dotsPerCell.y)
        cells[cell].dots |= glyphs == .braille ? Self.braille[row][column] : 1 << UInt32(row)
        cells[cell].style = style
    }

    /// Draws a line from one dot to another (Bresenham 1965).
    ///
    /// - Parameter gap: only every so many dots along the line.
    mutating func line(
        from start: (x: Int, y: Int), to end: (x: Int, y: Int), style: Style, gap: Int = 1
    ) {
        let (dx, dy) = (abs(end.x - start.x), -abs(end.y - start.y))
        let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
        var (x, y) = start
        var error = dx + dy
        for count in 0...max(dx, -dy) {
            if count % gap == 0 { set(x: x, y: y, style: style) }
            let twice = 2 * error
            if twice >= dy {
                error += dy
                x += stepX
            }
            if twice <= dx {
                error += dx
                y += stepY
            }
        }
    }

    /// Writes the cells that have dots.
    func draw(into frame: inout Frame, x: Int, y: Int) {
        for (index, cell) in cells.enumerated() where cell.dots != 0 {
            frame.put(
                String(character(cell.dots)), x: x + index % columns, y: y + index / columns,
                style: cell.style)
        }
    }

    private func character(_ dots: UInt32) -> Character {
        switch glyphs {
        case .braille: Unicode.Scalar(0x2800 + dots).map { Character($0) } ?? " "
        case .blocks: dots == 1 ? "▀" : dots == 2 ? "▄" : "█"
        case .ascii: "."
        }
    }
}
