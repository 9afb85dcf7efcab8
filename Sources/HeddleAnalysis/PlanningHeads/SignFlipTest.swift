/// A one-sided test of many means over the same units at once: under the null hypothesis the units'
/// contributions are as likely to have the other sign, so that signs are flipped, the same ones for
/// all means. The largest studentised mean of each flip gives p values that keep the family-wise
/// error whatever hangs together (max-t: Westfall and Young 1993; Winkler et al. 2014 for signs).
public struct SignFlipTest: Hashable, Sendable {
    public struct Outcome: Hashable, Sendable {
        /// Mean over its standard error across units; 0 where all contributions are zero.
        public var t: Double
        /// Of this mean alone: (1 + flips that reach it) / (1 + flips).
        public var p: Double
        /// The same of the largest over all means.
        public var familyWiseP: Double
    }

    public var flips: Int
    public var seed: UInt64

    public init(flips: Int = 5000, seed: UInt64 = 0) {
        self.flips = flips
        self.seed = seed
    }

    /// Tests whether means are above zero. Flips × means × units.
    ///
    /// - Parameter contributions: `[mean][unit]`, equally many units for each.
    public func test(_ contributions: [[Double]]) -> [Outcome] {
        guard let units = contributions.first?.count, units > 0 else {
            return contributions.map { _ in Outcome(t: 0, p: 1, familyWiseP: 1) }
        }
        // Flips leave the sum of squares alone: divided by its root, the sum rises with t.
        let scaled = contributions.map { row -> [Double] in
            let root = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return root > 0 ? row.map { $0 / root } : row
        }
        let observed = scaled.map { $0.reduce(0, +) }
        var alone = [Int](repeating: 1, count: scaled.count)
        var together = alone
        var generator = SeededGenerator(seed: seed, stream: 0x51_6E)
        for _ in 0..<flips {
            let signs = Self.signs(units, &generator)
            var largest = -Double.infinity
            for (index, row) in scaled.enumerated() {
                var sum = 0.0
                for unit in row.indices { sum += row[unit] * signs[unit] }
                largest = max(largest, sum)
                if sum >= observed[index] - Self.tolerance { alone[index] += 1 }
            }
            for index in together.indices where largest >= observed[index] - Self.tolerance {
                together[index] += 1
            }
        }
        return scaled.indices.map { index in
            Outcome(
                t: Self.t(contributions[index]), p: Double(alone[index]) / Double(flips + 1),
                familyWiseP: Double(together[index]) / Double(flips + 1))
        }
    }

    /// Sums of equal numbers in another order count as equal.
    private static let tolerance = 1e-12

    private static func signs(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
        var bits: UInt64 = 0
        return (0..<count).map { unit in
            if unit.isMultiple(of: 64) { bits = generator.next() }
            defer { bits >>= 1 }
            return bits & 1 == 0 ? 1 : -1
        }
    }

    private static func t(_ row: [Double]) -> Double {
        let statistics = RunningStatistics(row)
        guard let error = statistics.standardError, error > 0 else { return 0 }
        return statistics.mean / error
    }
}

/// False discovery rates (Benjamini and Hochberg 1995).
public enum FalseDiscovery {
    /// For each p value the smallest rate at which it is reported: the least p·m/rank of all that
    /// are at least as large, at most 1. N log N.
    public static func qValues(_ p: [Double]) -> [Double] {
        let order = p.indices.sorted { p[$0] < p[$1] }
        var q = [Double](repeating: 1, count: p.count)
        var least = 1.0
        for (rank, index) in order.enumerated().reversed() {
            least = min(least, p[index] * Double(p.count) / Double(rank + 1))
            q[index] = least
        }
        return q
    }
}
