/// A norm with the scale that it had for one vector: `scale · centred(x) · w + b`, which is linear
/// in `x` but for the bias.
struct FrozenNorm {
    private let kind: Normalization.Kind
    private let scale: Double
    private let weights: NormWeights

    /// - Parameter x: the vector that sets the scale; as long as the norm's weights.
    init(_ norm: Normalization, _ weights: NormWeights, at x: [Float]) {
        kind = norm.kind
        self.weights = weights
        let mean = norm.kind == .layerNorm ? Self.mean(x) : 0
        let square = x.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        scale = 1 / (square / Double(x.count) + Double(norm.epsilon)).squareRoot()
    }

    private static func mean(_ x: [Float]) -> Double {
        x.reduce(0) { $0 + Double($1) } / Double(x.count)
    }

    /// The linear part of the norm of another vector: without the bias.
    func apply(_ x: [Float]) -> [Float] {
        let mean = centre(of: x)
        return zip(x, weights.weight).map { Float(scale * (Double($0) - mean) * Double($1)) }
    }

    /// The dot product of the linear part of the norm of a vector with a direction.
    func dot(_ x: [Float], _ direction: [Double]) -> Double {
        let mean = centre(of: x)
        var sum = 0.0
        for index in x.indices {
            sum += (Double(x[index]) - mean) * Double(weights.weight[index]) * direction[index]
        }
        return scale * sum
    }

    private func centre(of x: [Float]) -> Double { kind == .layerNorm ? Self.mean(x) : 0 }
}
