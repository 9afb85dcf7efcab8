/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    public var title: String
    /// Numbers stand on the right.
    public var alignsRight: Bool
    /// A flexible column gives way first when the table is too wide, down to `minimum`.
    public var isFlexible: Bool
    public var minimum: Int

    public init(
        _ title: String, alignsRight: Bool = false, isFlexible: Bool = false, minimum: Int = 4
    ) {
        self.title = title
        self.alignsRight = alignsRight
        self.isFlexible = isFlexible
        self.minimum = minimum
    }
}

/// Rows of text in columns that are as wide as their contents.
public struct Table: Sendable {
    public var columns: [TableColumn]
    /// One text a column; what is missing is blank.
    public var rows: [[String]]

    public init(columns: [TableColumn], rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// Blanks between two columns.
    static let gap = 2

    /// The width of each column in a table of at most `width` columns. The last ones get none
    /// where not all fit. O(rows × columns).
    public func widths(in width: Int) -> [Int] {
        var widths = columns.map { TextWidth.columns(of: $0.title) }
        for row in rows {
            for (index, text) in row.prefix(columns.count).enumerated() {
                widths[index] = max(widths[index], TextWidth.columns(of: text))
            }
        }
        var excess = widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) - width
        for index in columns.indices where excess > 0 && columns[index].isFlexible {
            let given = min(excess, max(0, widths[index] - columns[index].minimum))
            widths[index] -= given
            excess -= given
        }
        var left = width
        for index in columns.indices {
            let gap = index == 0 ? 0 : Self.gap
            widths[index] = max(0, min(widths[index], left - gap))
            left -= widths[index] + gap
        }
        return widths
    }

    /// The heading and the rows as lines, cut to `width`.
    public func lines(width: Int) -> [String] {
        let widths = widths(in: width)
        return [line(columns.map(\.title), widths)] + rows.map { line($0, widths) }
    }

    private func line(_ texts: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, column) in columns.enumerated() where widths[index] > 0 {
            if index > 0 { line += String(repeating: " ", count: Self.gap) }
            line += TextFit.padded(
                index < texts.count ? texts[index] : "", to: widths[index],
                alignRight: column.alignsRight)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
