/// How alike a head's outputs are where the abstract variable is the same, and where the token is
/// (representational similarity analysis).
public struct SimilarityEvidence: Hashable, Sendable {
    public var kind: SymbolicHeadKind
    /// The example whose third item the outputs are of, from 0; nil for the last position.
    public var example: Int?
    /// Rows of a full matrix.
    public var prompts: Int
    /// Correlation of the outputs' cosines with "same variable", `[layer][head]`; nil for a head
    /// whose outputs are all alike.
    public var abstract: [[Double?]]
    /// The same with "same token".
    public var token: [[Double?]]
    /// Means of the kind's significant heads, weighted by score; nil without one.
    public var weightedAbstract: Double?
    public var weightedToken: Double?
    /// 1 where two prompts have the same variable, rows as in `matrices`.
    public var predictedAbstract: SimilarityMatrix
    /// 1 where two prompts have the same token.
    public var predictedToken: SimilarityMatrix
    /// Mean of the significant heads' matrices, weighted by score.
    public var weightedMatrix: SimilarityMatrix?
    /// Cosines of some heads' outputs, the largest score first.
    public var matrices: [HeadMatrix] = []

    public init(
        kind: SymbolicHeadKind, example: Int?, prompts: Int, abstract: [[Double?]],
        token: [[Double?]], weightedAbstract: Double?, weightedToken: Double?,
        predictedAbstract: SimilarityMatrix, predictedToken: SimilarityMatrix,
        weightedMatrix: SimilarityMatrix? = nil, matrices: [HeadMatrix] = []
    ) {
        self.kind = kind
        self.example = example
        self.prompts = prompts
        self.abstract = abstract
        self.token = token
        self.weightedAbstract = weightedAbstract
        self.weightedToken = weightedToken
        self.predictedAbstract = predictedAbstract
        self.predictedToken = predictedToken
        self.weightedMatrix = weightedMatrix
        self.matrices = matrices
    }

    /// The matrix of a head, where it was kept.
    public func matrix(of head: HeadID) -> SimilarityMatrix? {
        matrices.first { $0.head == head }?.matrix
    }
}

/// A similarity matrix for drawing: prompts with the same variable lie beside each other, and
/// neighbouring cells of a large one are averaged.
public struct SimilarityMatrix: Hashable, Sendable {
    public let size: Int
    /// `[row][column]` flat, in hundredths, -100...100.
    public let hundredths: [Int8]

    /// - Precondition: `hundredths` has `size × size` entries.
    public init(size: Int, hundredths: [Int8]) {
        precondition(hundredths.count == size * size, "a square of cells")
        self.size = size
        self.hundredths = hundredths
    }

    /// Averages a square matrix of `rows` rows, flat, down to at most `limit` rows. Linear in its
    /// cells.
    public init(averaging values: [Double], rows: Int, limit: Int = 40) {
        precondition(values.count == rows * rows, "a square matrix")
        let size = min(rows, max(1, limit))
        let bounds = (0...size).map { $0 * rows / size }
        var cells: [Int8] = []
        cells.reserveCapacity(size * size)
        for row in 0..<size {
            for column in 0..<size {
                var sum = RunningStatistics()
                for r in bounds[row]..<bounds[row + 1] {
                    for c in bounds[column]..<bounds[column + 1] { sum.add(values[r * rows + c]) }
                }
                let mean = sum.mean.isFinite ? sum.mean : 0
                cells.append(Int8((min(max(mean, -1), 1) * 100).rounded()))
            }
        }
        self.init(size: size, hundredths: cells)
    }

    /// A cell, -1...1.
    public subscript(row: Int, column: Int) -> Double {
        Double(hundredths[row * size + column]) / 100
    }
}

/// The similarity matrix of one head.
public struct HeadMatrix: Hashable, Sendable {
    public var head: HeadID
    public var matrix: SimilarityMatrix

    public init(head: HeadID, matrix: SimilarityMatrix) {
        self.head = head
        self.matrix = matrix
    }
}
