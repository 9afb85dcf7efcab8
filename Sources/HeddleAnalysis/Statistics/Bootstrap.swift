/// How uncertain a figure is.
public struct BootstrapSpread: Hashable, Sendable {
    /// Standard deviation over the draws.
    public var standardError: Double
    /// The middle 95 % of the draws.
    public var interval: ClosedRange<Double>

    public init(standardError: Double, interval: ClosedRange<Double>) {
        self.standardError = standardError
        self.interval = interval
    }

    /// The spread of values that were drawn; nil for fewer than two.
    public init?(draws: [Double]) {
        guard draws.count > 1, let variance = RunningStatistics(draws).variance else { return nil }
        let sorted = draws.sorted()
        let low = Statistics.quantile(ofAscending: sorted, 0.025)
        let high = Statistics.quantile(ofAscending: sorted, 0.975)
        self.init(standardError: variance.squareRoot(), interval: low...high)
    }

    /// Fields `standardError` and `interval` (`[low, high]`).
    public var json: JSONValue {
        [
            "standardError": .number(standardError),
            "interval": [.number(interval.lowerBound), .number(interval.upperBound)],
        ]
    }
}

/// Resampling of whole traces with replacement (Efron 1979): the sentences and tokens of one trace
/// hang together, so that traces, not sentences, are drawn anew.
public struct Bootstrap: Hashable, Sendable {
    public var draws: Int
    public var seed: UInt64

    public init(draws: Int = 500, seed: UInt64 = 0) {
        self.draws = draws
        self.seed = seed
    }

    /// The spreads of several figures of a corpus of `traces` traces; nil for a figure that fewer
    /// than half of the draws define, and all nil for fewer than two traces.
    ///
    /// - Parameter figures: the figures when trace `i` counts `weights[i]` times.
    public func spreads(
        traces: Int, figures: (_ weights: [Int]) -> [Double?]
    ) -> [BootstrapSpread?] {
        guard traces > 1 else {
            return figures([Int](repeating: 1, count: traces)).map { _ in nil }
        }
        var generator = SeededGenerator(seed: seed, stream: 0xB007)
        var drawn: [[Double]] = []
        for _ in 0..<draws {
            var weights = [Int](repeating: 0, count: traces)
            for _ in 0..<traces { weights[Int.random(in: 0..<traces, using: &generator)] += 1 }
            let values = figures(weights)
            if drawn.isEmpty { drawn = Array(repeating: [], count: values.count) }
            for (index, value) in values.enumerated() {
                if let value { drawn[index].append(value) }
            }
        }
        return drawn.map { $0.count * 2 >= draws ? BootstrapSpread(draws: $0) : nil }
    }
}
