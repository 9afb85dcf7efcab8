/// Brings long rows of numbers to the width of the screen.
enum Reduction {
    /// Values visited a cell: rows beyond `cells` times this are sampled evenly, so that a frame
    /// costs its width and not the length of the trace.
    static let visits = 64

    /// The range of items that a cell stands for; empty where there are more cells than items.
    static func range(ofCell cell: Int, count: Int, cells: Int) -> Range<Int> {
        guard cells > 0 else { return 0..<0 }
        let low = cell * count / cells
        return low..<max(low, (cell + 1) * count / cells)
    }

    /// The largest value of each cell's range, nil where none has a value.
    static func maxima(count: Int, cells: Int, _ value: (Int) -> Float?) -> [Float?] {
        reduced(count: count, cells: cells, value) { $0 > $1 }
    }

    /// The value of each cell's range that is farthest from zero, nil where none has a value.
    static func extremes(count: Int, cells: Int, _ value: (Int) -> Float?) -> [Float?] {
        reduced(count: count, cells: cells, value) { abs($0) > abs($1) }
    }

    private static func reduced(
        count: Int, cells: Int, _ value: (Int) -> Float?, winsOver: (Float, Float) -> Bool
    ) -> [Float?] {
        (0..<max(0, cells)).map { cell in
            var range = range(ofCell: cell, count: count, cells: cells)
            if range.isEmpty, count > 0 {
                let item = min(count - 1, cell * count / cells)
                range = item..<item + 1
            }
            let step = max(1, range.count / visits)
            var winner: Float?
            for index in stride(from: range.lowerBound, to: range.upperBound, by: step) {
                guard let found = value(index), found.isFinite else { continue }
                if winner.map({ winsOver(found, $0) }) ?? true { winner = found }
            }
            return winner
        }
    }
}
