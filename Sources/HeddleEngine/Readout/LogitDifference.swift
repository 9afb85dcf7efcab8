#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The difference of two logits as a sum over parts of the final residual stream: direct logit
/// attribution (Elhage et al. 2021), with the scale of the final norm as it is for the whole stream.
///
/// Where the model caps its logits, `cap · tanh(logit / cap)`, their difference is not linear in the
/// parts. All shares are then multiplied by `capScale`, the capped over the uncapped difference, so
/// that they add up to the difference that the model gives out.
public struct LogitDifference: Sendable {
    public let token: Int32
    public let against: Int32
    /// Logit of `token` minus logit of `against`, as the model gives them out.
    public let value: Double
    /// The same before the model caps its logits; equal to `value` where it does not.
    public let uncapped: Double
    /// `value / uncapped`; where both logits are the same, the slope of the cap there; 1 without cap.
    public let capScale: Double
    /// What the bias of the final norm adds to `value`; nil without one.
    public let normBias: Double?
    /// What the biases of the unembedding add; nil without them.
    public let unembeddingBias: Double?

    private let norm: FrozenNorm
    /// The unembedding of `token` minus that of `against`, `[width]`.
    private let direction: [Double]

    /// - Parameters:
    ///   - logits: of the two tokens, before the cap.
    ///   - unembeddings: their rows of the unembedding, `[width]`, and their biases.
    init(
        tokens: (Int32, Int32), logits: (Float, Float), unembeddings: ([Float], [Float]),
        biases: (Float, Float)?, cap: Float?, norm: FrozenNorm, normBias: [Float]?
    ) {
        (token, against) = tokens
        let (left, right) = (Double(logits.0), Double(logits.1))
        let scale = Self.capScale(left, right, cap: cap.map(Double.init))
        uncapped = left - right
        capScale = scale
        value = uncapped * scale
        let direction = zip(unembeddings.0, unembeddings.1).map { Double($0) - Double($1) }
        self.direction = direction
        self.norm = norm
        self.normBias = normBias.map { bias in
            scale * zip(bias, direction).reduce(0) { $0 + Double($1.0) * $1.1 }
        }
        unembeddingBias = biases.map { scale * (Double($0.0) - Double($0.1)) }
    }

    /// How much a part of the final residual stream, `[width]`, adds to `value`.
    public func share(of part: [Float]) -> Double { capScale * norm.dot(part, direction) }

    /// The difference of two capped numbers over their difference, or the slope where they coincide.
    static func capScale(_ left: Double, _ right: Double, cap: Double?) -> Double {
        guard let cap else { return 1 }
        let (a, b) = (tanh(left / cap), tanh(right / cap))
        return left == right ? 1 - a * a : cap * (a - b) / (left - right)
    }
}

extension BaselineRun {
    /// The difference of two tokens' logits at the query of `contributions`, to be shared out among
    /// them.
    ///
    /// - Throws: `EngineError.tokenOutsideVocabulary`, `.invalidRequest` for contributions of a model
    ///   of another width, `.outOfMemory`.
    public func difference(
        of token: Int32, against: Int32, in contributions: ResidualContributions
    ) throws(EngineError) -> LogitDifference {
        let c = model.configuration
        try c.check([token, against], textLength: 0)
        guard contributions.residual.count == c.width else {
            throw .invalidRequest(
                problem: "a residual stream of \(contributions.residual.count) numbers in a model "
                    + "of width \(c.width)", remedy: "take the parts from a run of this model")
        }
        let residual = try FloatMatrix(rows: 1, columns: c.width)
        residual.put(contributions.residual[...], row: 0, column: 0)
        let ids = [token, against]
        let logits = try unembedder.logits(of: [ids], residual: residual, capped: false)[0]
        let unembedding = model.weights.unembedding
        let rows = try FloatMatrix(rows: 2, columns: c.width)
        for (row, id) in ids.enumerated() {
            unembedding.widen(row: Int(id), into: rows.row(row))
        }
        return LogitDifference(
            tokens: (token, against), logits: (logits[0], logits[1]),
            unembeddings: (rows.values(ofRow: 0), rows.values(ofRow: 1)),
            biases: unembedding.bias.map { ($0[Int(token)], $0[Int(against)]) },
            cap: c.logitSoftcap,
            norm: FrozenNorm(c.norm, model.weights.finalNorm, at: contributions.residual),
            normBias: model.weights.finalNorm.bias)
    }
}
