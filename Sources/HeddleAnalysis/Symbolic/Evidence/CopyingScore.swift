/// Whether a head copies what it attends to: Σλ / Σ|λ| over the eigenvalues λ of the map from the
/// tokens that it attends to onto the logits (Elhage et al. 2021, "A Mathematical Framework for
/// Transformer Circuits", "Summarizing OV/QK matrices"). 1 where every direction raises itself,
/// −1 where every direction lowers itself.
public enum CopyingScore {
    /// - Parameter matrix: square, row by row; one with the same eigenvalues other than zero as the
    ///   whole map will do.
    /// - Returns: nil where all eigenvalues are zero or cannot be found.
    public static func score(_ matrix: [Double], rows: Int) -> Double? {
        guard let values = Eigenvalues.of(matrix, rows: rows) else { return nil }
        let sum = values.reduce(0) { $0 + $1.real }
        let size = values.reduce(0) {
            $0 + ($1.real * $1.real + $1.imaginary * $1.imaginary).squareRoot()
        }
        return size > 0 && size.isFinite ? sum / size : nil
    }
}
