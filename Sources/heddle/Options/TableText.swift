import Canvas

/// A table of words as lines for a terminal: the first column to the left, the others to the right.
struct TableText {
    let header: [String]
    let rows: [[String]]

    private static let width = 100

    /// Sentences around a table.
    static func wrapped(_ sentences: [String]) -> [String] {
        sentences.flatMap {
            TextFit.wrap(Quoted.controlsVisible($0, lines: false), columns: width)
        }
    }

    func lines() -> [String] {
        let all = ([header] + rows).map { $0.map { Quoted.controlsVisible($0, lines: false) } }
        let widths = header.indices.map { column in
            all.map { TextWidth.columns(of: $0[column]) }.max() ?? 0
        }
        return all.map { row in
            zip(row, widths).enumerated().map { column, cell in
                TextFit.padded(cell.0, to: cell.1, alignRight: column > 0)
            }.joined(separator: "  ")
        }
    }
}
