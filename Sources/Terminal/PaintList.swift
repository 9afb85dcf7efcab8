import Canvas

/// The cells that differ between two frames, as runs of one style, in the flat form that the
/// painter takes.
struct PaintList {
    struct Run: Equatable {
        var x: Int
        var y: Int
        var style: Style
        /// Index of the first cell in `lengths` and `widths`, and of its first scalar.
        var firstCell: Int
        var firstScalar: Int
        var cells: Int
        var endX: Int
        /// Holds characters whose width terminals disagree on: the cursor is placed anew after it.
        var isUnsteady: Bool
    }

    private(set) var runs: [Run] = []
    private(set) var scalars: [UInt32] = []
    /// Scalars of each cell.
    private(set) var lengths: [UInt8] = []
    /// Columns of each cell, 1 or 2.
    private(set) var widths: [UInt8] = []

    /// More placements of the cursor than this a frame would be felt; then one a row must do.
    static let placementLimit = 256

    /// - Parameter previous: what is on the screen; nil, or a frame of another size, when nothing
    ///   of it can be relied on.
    init(from previous: Frame?, to next: Frame) {
        let known = previous.flatMap {
            $0.width == next.width && $0.height == next.height ? $0.cells : nil
        }
        let cells = next.cells
        for y in 0..<next.height {
            let start = y * next.width
            if let known, known[start..<start + next.width] == cells[start..<start + next.width] {
                continue
            }
            addRow(y, cells[start..<start + next.width], known: known)
        }
        thinPlacements()
    }

    private mutating func addRow(_ y: Int, _ row: ArraySlice<Cell>, known: [Cell]?) {
        var index = row.startIndex
        while index < row.endIndex {
            let cell = row[index]
            let isWide =
                index + 1 < row.endIndex && row[index + 1].isContinuation && !cell.isContinuation
                && TextWidth.columns(of: cell.character) == 2
            let columns = isWide ? 2 : 1
            let isChanged =
                known.map { known in
                    known[index] != cell || (isWide && known[index + 1] != row[index + 1])
                } ?? true
            if isChanged {
                append(cell, x: index - row.startIndex, y: y, columns: columns)
            }
            index += columns
        }
    }

    private mutating func append(_ cell: Cell, x: Int, y: Int, columns: Int) {
        var glyph = TextWidth.glyph(of: cell.character)
        // A frame whose cells were set one by one may hold halves of wide characters.
        if cell.isContinuation || glyph.columns != columns {
            glyph = TextWidth.glyph(of: cell.isContinuation ? " " : "?")
        }
        if let last = runs.last, last.y == y, last.endX == x, last.style == cell.style,
            last.isUnsteady == !glyph.isSteady
        {
            runs[runs.count - 1].cells += 1
            runs[runs.count - 1].endX += columns
        } else {
            runs.append(
                Run(
                    x: x, y: y, style: cell.style, firstCell: lengths.count,
                    firstScalar: scalars.count, cells: 1, endX: x + columns,
                    isUnsteady: !glyph.isSteady))
        }
        scalars.append(glyph.first.value)
        for mark in glyph.marks { scalars.append(mark.value) }
        lengths.append(UInt8(1 + glyph.marks.count))
        widths.append(UInt8(columns))
    }

    private mutating func thinPlacements() {
        guard runs.count(where: \.isUnsteady) > Self.placementLimit else { return }
        var lastUnsteady: [Int: Int] = [:]
        for (index, run) in runs.enumerated() where run.isUnsteady { lastUnsteady[run.y] = index }
        for index in runs.indices where lastUnsteady[runs[index].y] != index {
            runs[index].isUnsteady = false
        }
    }
}
