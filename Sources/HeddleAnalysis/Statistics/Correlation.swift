/// How two lists of numbers go together.
public enum Correlation {
    /// Pearson's r; nil for lists of different length, of fewer than two numbers, or where one is
    /// constant.
    public static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count == right.count, left.count > 1 else { return nil }
        let (leftMean, rightMean) = (RunningStatistics(left).mean, RunningStatistics(right).mean)
        var (product, leftSquares, rightSquares) = (0.0, 0.0, 0.0)
        for index in left.indices {
            let (x, y) = (left[index] - leftMean, right[index] - rightMean)
            product += x * y
            leftSquares += x * x
            rightSquares += y * y
        }
        guard leftSquares > 0, rightSquares > 0 else { return nil }
        let r = product / (leftSquares * rightSquares).squareRoot()
        return r.isFinite ? min(max(r, -1), 1) : nil
    }

    /// Spearman's r: Pearson's of the ranks. N log N.
    public static func spearman(_ left: [Double], _ right: [Double]) -> Double? {
        left.count == right.count ? pearson(ranks(left), ranks(right)) : nil
    }

    /// Places by size from 1; equal numbers share the mean of their places.
    public static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, values[order[last + 1]] == values[order[first]] {
                last += 1
            }
            for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
            first = last + 1
        }
        return ranks
    }

    /// Two-sided p of Pearson's r: the share of random pairings, the given one counted in, whose r
    /// is at least as far from zero.
    public static func permutationP(
        _ left: [Double], _ right: [Double], permutations: Int, seed: UInt64
    ) -> Double? {
        guard let observed = pearson(left, right) else { return nil }
        var generator = SeededGenerator(seed: seed, stream: 0xC0E1)
        var shuffled = right
        var extreme = 1
        for _ in 0..<permutations {
            shuffled.shuffle(using: &generator)
            // Rounding must not tell a pairing from its like.
            if let r = pearson(left, shuffled), abs(r) >= abs(observed) - 1e-12 { extreme += 1 }
        }
        return Double(extreme) / Double(permutations + 1)
    }

    /// The middle 95 % of Pearson's r when the pairs are drawn anew; nil where fewer than half of
    /// the draws have an r.
    public static func interval(
        _ left: [Double], _ right: [Double], draws: Int, seed: UInt64
    ) -> ClosedRange<Double>? {
        guard left.count == right.count else { return nil }
        let spread = Bootstrap(draws: draws, seed: seed).spreads(traces: left.count) { weights in
            var (x, y) = ([Double](), [Double]())
            for (index, weight) in weights.enumerated() {
                x += repeatElement(left[index], count: weight)
                y += repeatElement(right[index], count: weight)
            }
            return [pearson(x, y)]
        }
        return spread.first.flatMap { $0?.interval }
    }
}
