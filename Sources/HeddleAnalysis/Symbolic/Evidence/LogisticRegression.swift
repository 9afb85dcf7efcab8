/// A linear classifier of two classes: it minimises Σ log(1 + e^(−y·f)) + penalty/2 · ‖w‖² with
/// f = w·x + b and y = ±1; the intercept b is not penalised. scikit-learn's `C` is 1/penalty.
public struct LogisticRegression: Hashable, Sendable {
    public private(set) var weights: [Double]
    public private(set) var intercept: Double

    /// Fits by L-BFGS (Liu and Nocedal 1989) until no gradient entry exceeds `tolerance`.
    ///
    /// - Parameters:
    ///   - rows: `[example][feature]`, at least one.
    ///   - labels: by example.
    public init(
        rows: [[Double]], labels: [Bool], penalty: Double, tolerance: Double = 1e-6,
        iterations: Int = 200
    ) {
        let objective = LogisticObjective(rows: rows, labels: labels, penalty: penalty)
        let solution = QuasiNewton.minimum(
            from: [Double](repeating: 0, count: objective.width + 1), tolerance: tolerance,
            iterations: iterations, objective.valueAndGradient)
        weights = Array(solution.dropLast())
        intercept = solution.last ?? 0
    }

    /// w·x + b: above zero for the true class.
    public func margin(_ row: [Double]) -> Double {
        zip(weights, row).reduce(intercept) { $0 + $1.0 * $1.1 }
    }

    /// How many rows are put in their class.
    public func correct(_ rows: [[Double]], _ labels: [Bool]) -> Int {
        zip(rows, labels).count { (margin($0) > 0) == $1 }
    }
}

private struct LogisticObjective {
    /// `[example][feature]` flat.
    let features: [Double]
    let signs: [Double]
    let width: Int
    let penalty: Double

    init(rows: [[Double]], labels: [Bool], penalty: Double) {
        width = rows.first?.count ?? 0
        features = rows.flatMap { $0 }
        signs = labels.map { $0 ? 1 : -1 }
        self.penalty = penalty
    }

    /// - Parameter point: the weights, then the intercept.
    func valueAndGradient(_ point: [Double]) -> (value: Double, gradient: [Double]) {
        var gradient = [Double](repeating: 0, count: width + 1)
        var value = 0.0
        for feature in 0..<width {
            value += penalty / 2 * point[feature] * point[feature]
            gradient[feature] = penalty * point[feature]
        }
        features.withUnsafeBufferPointer { features in
            gradient.withUnsafeMutableBufferPointer { gradient in
                point.withUnsafeBufferPointer { point in
                    for (example, sign) in signs.enumerated() {
                        let start = example * width
                        var margin = point[width]
                        for feature in 0..<width {
                            margin += point[feature] * features[start + feature]
                        }
                        margin *= sign
                        value += Self.loss(margin)
                        let slope = -sign / (1 + margin.exponential)
                        for feature in 0..<width {
                            gradient[feature] += slope * features[start + feature]
                        }
                        gradient[width] += slope
                    }
                }
            }
        }
        return (value, gradient)
    }

    /// log(1 + e^(−margin)) without overflow.
    private static func loss(_ margin: Double) -> Double {
        max(0, -margin) + (1 + (-abs(margin)).exponential).logarithm
    }
}

/// Limited-memory quasi-Newton minimisation of a smooth convex function.
enum QuasiNewton {
    private struct Step {
        let move: [Double]
        let change: [Double]
        /// 1 / (move · change)
        let scale: Double
    }

    private static let memory = 10

    static func minimum(
        from start: [Double], tolerance: Double, iterations: Int,
        _ function: ([Double]) -> (value: Double, gradient: [Double])
    ) -> [Double] {
        var point = start
        var (value, gradient) = function(point)
        var steps: [Step] = []
        for _ in 0..<iterations {
            guard gradient.contains(where: { abs($0) > tolerance }) else { break }
            var direction = descent(gradient, steps)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                steps.removeAll()
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            var length = steps.isEmpty ? 1 / max(1, (-slope).squareRoot()) : 1
            var next = moved(point, along: direction, by: length)
            var found = function(next)
            while found.value > value + 1e-4 * length * slope, length > 1e-12 {
                length /= 2
                next = moved(point, along: direction, by: length)
                found = function(next)
            }
            guard found.value < value else { break }
            let move = zip(next, point).map { $0 - $1 }
            let change = zip(found.gradient, gradient).map { $0 - $1 }
            let curvature = dot(move, change)
            if curvature > 1e-14 {
                steps.append(Step(move: move, change: change, scale: 1 / curvature))
                if steps.count > memory { steps.removeFirst() }
            }
            (point, value, gradient) = (next, found.value, found.gradient)
        }
        return point
    }

    /// Minus the gradient, stretched by what the last steps tell of the curvature.
    private static func descent(_ gradient: [Double], _ steps: [Step]) -> [Double] {
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        for step in steps.reversed() {
            let share = step.scale * dot(step.move, direction)
            shares.append(share)
            direction = moved(direction, along: step.change, by: -share)
        }
        if let last = steps.last {
            let factor = 1 / (last.scale * dot(last.change, last.change))
            direction = direction.map { $0 * factor }
        }
        for (step, share) in zip(steps, shares.reversed()) {
            let other = step.scale * dot(step.change, direction)
            direction = moved(direction, along: step.move, by: share - other)
        }
        return direction
    }

    private static func moved(
        _ point: [Double], along direction: [Double], by length: Double
    ) -> [Double] {
        zip(point, direction).map { $0 + length * $1 }
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
