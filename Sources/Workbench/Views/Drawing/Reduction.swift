import HeddleAnalysis

/// Brings long rows of numbers to the width of the screen.
enum Reduction {
    /// What `value` says of each cell's stretch of `count` items; cells share an item where there
    /// are more cells than items.
    static func cells<Value>(
        _ cells: Int, of count: Int, _ value: (Range<Int>) -> Value?
    ) -> [Value?] {
        let scale = TimelineScale(tokens: 0..<max(0, count), width: cells)
        return (0..<max(0, cells)).map { cell in
            let range = scale.tokens(inColumn: cell)
            return range.isEmpty ? nil : value(range)
        }
    }
}
