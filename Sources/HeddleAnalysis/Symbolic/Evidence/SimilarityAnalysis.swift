/// Representational similarity: do two prompts' outputs point the same way when something about
/// the prompts is the same? (Kriegeskorte et al. 2008; as in Yang et al. 2025, 2502.20332.)
public enum SimilarityAnalysis {
    /// Cosines of all pairs of rows, `[row][row]` flat; 0 with a row of zeros.
    /// Rows² × width.
    public static func cosines(_ rows: [[Float]]) -> [Double] {
        let unit = rows.map { row in
            let norm = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            return row.map { norm > 0 ? Double($0) / norm : 0 }
        }
        var matrix = [Double](repeating: 0, count: rows.count * rows.count)
        for row in rows.indices {
            for column in 0...row {
                let cosine = dot(unit[row], unit[column])
                matrix[row * rows.count + column] = cosine
                matrix[column * rows.count + row] = cosine
            }
        }
        return matrix
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                var sum = 0.0
                for index in 0..<min(left.count, right.count) { sum += left[index] * right[index] }
                return sum
            }
        }
    }

    /// 1 where two rows have the same label, else 0: what the outputs would be alike in if they
    /// told nothing but the label.
    public static func predicted<Label: Equatable>(_ labels: [Label]) -> [Double] {
        labels.flatMap { row in labels.map { $0 == row ? 1 : 0 } }
    }

    /// Entries below the diagonal of a square matrix of `rows` rows.
    public static func lowerTriangle(_ matrix: [Double], rows: Int) -> [Double] {
        (0..<rows).flatMap { row in matrix[row * rows..<row * rows + row] }
    }

    /// Pearson's r of two square matrices' entries below the diagonal; nil where one of them is
    /// constant there.
    public static func correlation(
        _ matrix: [Double], _ predicted: [Double], rows: Int
    ) -> Double? {
        Correlation.pearson(
            lowerTriangle(matrix, rows: rows), lowerTriangle(predicted, rows: rows))
    }
}
