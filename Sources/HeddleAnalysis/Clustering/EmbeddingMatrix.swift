/// Embeddings one below the other, `[row][dimension]`, each of unit length, so that the dot product
/// of two rows is the cosine of their angle.
public struct EmbeddingMatrix: Hashable, Sendable {
    public let rows: Int
    public let dimension: Int
    /// All numbers, row by row.
    public let values: [Float]

    /// Scales every row to unit length; a row of zeros stays what it is, at a distance of 1 from
    /// all others. Linear in the numbers.
    ///
    /// - Parameter values: the numbers row by row.
    /// - Throws: `ClusteringError` when they do not fill whole rows, or when one is no finite
    ///   number.
    public init(values: [Float], dimension: Int) throws(ClusteringError) {
        guard dimension > 0, values.count.isMultiple(of: dimension) else {
            throw .unevenRows(numbers: values.count, dimension: dimension)
        }
        var values = values
        for start in stride(from: 0, to: values.count, by: dimension) {
            let row = start..<start + dimension
            let square = values[row].reduce(0.0) { $0 + Double($1) * Double($1) }
            guard square.isFinite else {
                throw .notFinite(row: start / dimension)
            }
            // Rows that are of unit length to rounding keep their bits.
            guard square > 0, abs(square - 1) > 1e-6 else { continue }
            let scale = 1 / square.squareRoot()
            for place in row { values[place] = Float(Double(values[place]) * scale) }
        }
        self.values = values
        self.dimension = dimension
        rows = values.count / dimension
    }

    /// - Throws: `ClusteringError` when the rows differ in length or hold what is no finite number.
    public init(rows: [[Float]]) throws(ClusteringError) {
        let dimension = rows.first?.count ?? 1
        if let row = rows.firstIndex(where: { $0.count != dimension }) {
            throw .unevenRows(numbers: rows[row].count, dimension: dimension)
        }
        try self.init(values: rows.flatMap(\.self), dimension: dimension)
    }

    /// The numbers of a row; traps outside `0..<rows`, as an array does.
    public subscript(row: Int) -> ArraySlice<Float> {
        precondition((0..<rows).contains(row), "row \(row) of \(rows)")
        return values[row * dimension..<(row + 1) * dimension]
    }

    /// 1 − the cosine of the angle of two rows: 0 for equal directions, 2 for opposite ones.
    public func distance(_ first: Int, _ second: Int) -> Float {
        max(0, 1 - zip(self[first], self[second]).reduce(0) { $0 + $1.0 * $1.1 })
    }
}

/// Why embeddings cannot be clustered.
public enum ClusteringError: Error, Hashable, Sendable, CustomStringConvertible {
    case unevenRows(numbers: Int, dimension: Int)
    case notFinite(row: Int)

    public var description: String {
        switch self {
        case .unevenRows(let numbers, let dimension):
            "\(numbers) numbers do not make whole embeddings of \(dimension); "
                + "embed all texts with one model"
        case .notFinite(let row):
            "embedding \(row) holds a number that is not finite; embed its text again"
        }
    }
}
