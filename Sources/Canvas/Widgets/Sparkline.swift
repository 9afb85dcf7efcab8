/// Curves of one row.
public enum Sparkline {
    private static let steps: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One column a value in eighths of the height; a blank where there is none.
    public static func blocks(_ values: [Float?], in range: ClosedRange<Float>) -> String {
        String(
            values.map { value in
                value.map { steps[level($0, in: range, of: steps.count)] } ?? " "
            })
    }

    /// Two values a column, each a filled column of up to four dots.
    public static func braille(_ values: [Float?], in range: ClosedRange<Float>) -> String {
        // Dots from the bottom up, for the left and the right half of a cell.
        let left: [UInt32] = [0x40, 0x04, 0x02, 0x01]
        let right: [UInt32] = [0x80, 0x20, 0x10, 0x08]
        var result = ""
        for start in stride(from: 0, to: values.count, by: 2) {
            var dots: UInt32 = 0
            for (offset, column) in [left, right].enumerated() where start + offset < values.count {
                guard let value = values[start + offset] else { continue }
                for dot in column.prefix(level(value, in: range, of: 4) + 1) { dots |= dot }
            }
            guard let scalar = Unicode.Scalar(0x2800 + dots) else { continue }
            result.append(dots == 0 ? " " : Character(scalar))
        }
        return result
    }

    private static func level(_ value: Float, in range: ClosedRange<Float>, of count: Int) -> Int {
        let length = range.upperBound - range.lowerBound
        guard length > 0, value.isFinite else { return 0 }
        let place = (value - range.lowerBound) / length
        return min(count - 1, max(0, Int((place * Float(count)).rounded(.down))))
    }
}
