import CKernels

/// What heads write for the tokens that they attend to, straight onto the logits.
///
/// A head that attends to token `s` alone adds `W_O W_V n(e_s)` to the residual stream, with the
/// embedding `e` and the layer's norm `n`, and so `u_t · W_O W_V n(e_s)` to the logit of token `t`
/// (the OV circuit of Elhage et al. 2021). Biases, learned positions, the scale of the last norm
/// and norms of whole blocks' outputs are left out.
public struct OutputValueCircuit {
    private let model: Model
    private let pool: WorkerPool
    private let tokens: [Int32]
    /// `[token][width]`
    private let embeddings: FloatMatrix
    /// `[token][width]`, with the weights of the last norm.
    private let unembeddings: FloatMatrix

    /// Reads the tokens' embeddings. Memory: 8 × tokens × `width` bytes.
    ///
    /// - Throws: `EngineError.invalidRequest` without tokens, `.tokenOutsideVocabulary`,
    ///   `.outOfMemory`.
    public init(_ model: Model, pool: WorkerPool, tokens: [Int32]) throws(EngineError) {
        guard !tokens.isEmpty else {
            throw .invalidRequest(problem: "no tokens", remedy: "give at least one token")
        }
        let width = model.configuration.width
        try model.configuration.check(tokens, textLength: 0)
        self.model = model
        self.pool = pool
        self.tokens = tokens
        embeddings = try FloatMatrix(rows: tokens.count, columns: width)
        unembeddings = try FloatMatrix(rows: tokens.count, columns: width)
        Arithmetic(pool: pool).lookUp(tokens[...], in: model.weights.embedding, into: embeddings)
        let finalWeights = model.weights.finalNorm.weight
        for (row, token) in tokens.enumerated() {
            model.weights.unembedding.widen(row: Int(token), into: unembeddings.row(row))
            let numbers = unembeddings.row(row)
            for column in 0..<width { numbers[column] *= finalWeights[column] }
        }
    }

    /// For each head of a layer a square matrix of `headDimension` rows, flat, that has the
    /// eigenvalues other than zero of the head's map from tokens to logits.
    ///
    /// Cost: tokens × `width` × `heads` × `headDimension` multiplications.
    ///
    /// - Throws: `EngineError.outOfMemory`, `.cancelled`.
    public func matrices(
        layer: Int, cancellation: Cancellation? = nil
    ) throws(EngineError) -> [[Double]] {
        let c = model.configuration
        let weights = model.weights.layers[layer]
        let arithmetic = Arithmetic(pool: pool)
        let normed = try FloatMatrix(rows: tokens.count, columns: c.width)
        arithmetic.normalize(
            embeddings, c.norm, NormWeights(weight: weights.attentionNorm.weight, bias: nil),
            into: normed)
        let values = try FloatMatrix(rows: tokens.count, columns: c.keyWidth)
        arithmetic.multiply(normed, Projection(parts: weights.value.parts, bias: nil), into: values)
        try cancellation?.check()
        let reads = try reads(weights.attentionOutput, heads: c.heads * c.headDimension)
        try cancellation?.check()
        var matrices: [[Double]] = []
        for head in 0..<c.heads {
            let group = c.headShape.keyValueHead(of: HeadID(layer: layer, head: head))
            matrices.append(
                try product(
                    values.columns(group * c.headDimension..<(group + 1) * c.headDimension),
                    reads.columns(head * c.headDimension..<(head + 1) * c.headDimension)))
        }
        return matrices
    }

    /// How much each number of the heads' outputs adds to each token's logit, `[token][number]`.
    private func reads(
        _ output: Projection, heads width: Int
    ) throws(EngineError) -> FloatMatrix {
        let reads = try FloatMatrix(rows: tokens.count, columns: width)
        let row = try FloatMatrix(rows: output.outputs, columns: width)
        for index in 0..<output.outputs { output.widen(row: index, into: row.row(index)) }
        pool.runRanges(tokens.count, grain: 8) { range in
            for token in range {
                let target = reads.row(token)
                target.update(repeating: 0, count: width)
                let numbers = unembeddings.row(token)
                for index in 0..<output.outputs {
                    ck_axpy(numbers[index], row.row(index), target, width)
                }
            }
        }
        return reads
    }

    /// Tokens whose products are summed in single precision before they join the others.
    private static let block = 64

    /// `leftᵀ · right`, row by row.
    private func product(
        _ left: FloatMatrix, _ right: FloatMatrix
    ) throws(EngineError) -> [Double] {
        let part = try FloatMatrix(rows: left.columns, columns: right.columns)
        var sums = [Double](repeating: 0, count: left.columns * right.columns)
        for first in stride(from: 0, to: left.rows, by: Self.block) {
            for row in 0..<part.rows { part.row(row).update(repeating: 0, count: part.columns) }
            for token in first..<min(first + Self.block, left.rows) {
                let factors = left.row(token)
                for row in 0..<part.rows {
                    ck_axpy(factors[row], right.row(token), part.row(row), part.columns)
                }
            }
            for (index, number) in part.values.enumerated() { sums[index] += Double(number) }
        }
        return sums
    }
}

extension Projection {
    /// Writes a row as float32, `[input]`.
    func widen(row: Int, into target: UnsafeMutablePointer<Float>) {
        var first = 0
        for part in parts {
            if row < first + part.rows {
                ck_widen(part.row(row - first), part.type.kernelType, target, part.columns)
                return
            }
            first += part.rows
        }
    }
}
