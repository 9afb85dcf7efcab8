/// A permutation test over all heads at once: which mean scores are larger than chance makes the
/// largest of all heads' (max statistic; Westfall and Young 1993, Nichols and Holmes 2002).
///
/// Under the hypothesis that a pair's scores are symmetric about zero, the sign of its whole map is
/// a coin's; each flip of all coins gives the largest statistic of all heads, and the threshold is
/// its quantile, so that the rate of *any* false positive is at most the one asked for. One-sided:
/// large positive scores count.
///
/// Two statistics: the mean, as the paper's, whose threshold one strong head raises for all others;
/// and the mean over its standard error (max-t), which weighs each head by its own spread.
public struct SignFlipTest: Hashable, Sendable {
    /// Number of random sign vectors.
    public var flips: Int
    /// Rate of any false positive, such as 0.05.
    public var familyWiseError: Double
    public var seed: UInt64

    public init(flips: Int = 5000, familyWiseError: Double = 0.05, seed: UInt64 = 0) {
        self.flips = flips
        self.familyWiseError = familyWiseError
        self.seed = seed
    }

    public struct Outcome: Hashable, Sendable {
        /// Means within a group, then over groups: `[head]`.
        public var means: [Double]
        /// Standard errors of those; nil where a group has one pair only.
        public var standardErrors: [Double?]
        /// The mean over its standard error; 0 for a head whose scores are all zero.
        public var studentized: [Double]
        public var threshold: Double
        public var studentizedThreshold: Double
        /// Share of the flips, the data themselves counted, whose largest mean reaches this head's.
        public var pValues: [Double]
        /// The same of the studentised statistic.
        public var studentizedPValues: [Double]
    }

    /// Tests scores `[pair][head]` in groups (rules) that count alike.
    ///
    /// Costs flips × pairs × heads additions.
    ///
    /// - Parameter cancelled: is asked now and then; true ends the work.
    /// - Returns: nil when cancelled or where there are no pairs or heads.
    public func run(
        _ groups: [[[Double]]], cancelled: () -> Bool = { false }
    ) -> Outcome? {
        let groups = groups.filter { !$0.isEmpty }
        guard let heads = groups.first?.first?.count, heads > 0 else { return nil }
        var table = SignFlipTable(groups, heads: heads)
        let observed = table.statistics()
        var maxima: [Double] = []
        var studentizedMaxima: [Double] = []
        var generator = SeededGenerator(seed: seed, stream: 0x516E)
        for flip in 0..<max(1, flips) {
            if flip.isMultiple(of: 64), cancelled() { return nil }
            table.flip(using: &generator)
            let drawn = table.statistics()
            maxima.append(drawn.means.max() ?? 0)
            studentizedMaxima.append(drawn.studentized.max() ?? 0)
        }
        return Outcome(
            means: observed.means, standardErrors: observed.standardErrors,
            studentized: observed.studentized, threshold: quantile(&maxima),
            studentizedThreshold: quantile(&studentizedMaxima),
            pValues: Self.pValues(observed.means, ascending: maxima),
            studentizedPValues: Self.pValues(observed.studentized, ascending: studentizedMaxima))
    }

    /// The smallest drawn value that at most the asked share of draws, the data themselves counted,
    /// exceed; sorts the draws.
    private func quantile(_ draws: inout [Double]) -> Double {
        draws.sort()
        let allowed = Int((Double(draws.count + 1) * familyWiseError).rounded(.down)) - 1
        return draws[max(0, min(draws.count - 1, draws.count - 1 - max(0, allowed)))]
    }

    /// (1 + draws that reach the value) / (1 + draws), by Phipson and Smyth 2010.
    private static func pValues(_ values: [Double], ascending draws: [Double]) -> [Double] {
        values.map { value in
            let below = draws.partitioningIndex { $0 >= value }
            return Double(1 + draws.count - below) / Double(1 + draws.count)
        }
    }
}

/// Scores whose pairs' signs are flipped, and what is computed of them.
private struct SignFlipTable {
    /// `[pair][head]` flat, all groups one after the other.
    private let scores: [Double]
    private var signs: [Double]
    private let groups: [Range<Int>]
    private let heads: Int
    /// Sums of squares, which signs do not change: `[group][head]`.
    private let squares: [[Double]]

    init(_ groups: [[[Double]]], heads: Int) {
        self.heads = heads
        scores = groups.flatMap { $0.flatMap { $0 } }
        var ranges: [Range<Int>] = []
        for group in groups {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + group.count)
        }
        self.groups = ranges
        signs = Array(repeating: 1, count: ranges.last?.upperBound ?? 0)
        squares = groups.map { group in
            (0..<heads).map { head in group.reduce(0) { $0 + $1[head] * $1[head] } }
        }
    }

    mutating func flip(using generator: inout SeededGenerator) {
        var bits: UInt64 = 0
        for pair in signs.indices {
            if pair.isMultiple(of: 64) { bits = generator.next() }
            signs[pair] = bits & 1 == 0 ? 1 : -1
            bits >>= 1
        }
    }

    func statistics() -> (means: [Double], standardErrors: [Double?], studentized: [Double]) {
        var means = [Double](repeating: 0, count: heads)
        var variances = [Double](repeating: 0, count: heads)
        let share = 1 / Double(groups.count)
        for (group, range) in groups.enumerated() {
            let count = Double(range.count)
            let sums = sums(of: range)
            for head in 0..<heads {
                let mean = sums[head] / count
                means[head] += share * mean
                let spread = max(0, squares[group][head] - count * mean * mean)
                variances[head] += share * share * spread / (count * (count - 1))
            }
        }
        let isDefined = groups.allSatisfy { $0.count > 1 }
        let errors = variances.map { isDefined ? $0.squareRoot() : nil }
        let studentized = zip(means, errors).map { mean, error in
            guard let error else { return 0.0 }
            // A floor far below any rounding keeps scores without spread finite.
            let floor = abs(mean) * 1e-12
            return mean == 0 ? 0 : mean / max(error, floor)
        }
        return (means, errors, studentized)
    }

    /// Signed sums over a group's pairs, `[head]`.
    private func sums(of range: Range<Int>) -> [Double] {
        var sums = [Double](repeating: 0, count: heads)
        sums.withUnsafeMutableBufferPointer { sums in
            scores.withUnsafeBufferPointer { scores in
                for pair in range {
                    let sign = signs[pair]
                    let start = pair * heads
                    for head in 0..<heads { sums[head] += sign * scores[start + head] }
                }
            }
        }
        return sums
    }
}
