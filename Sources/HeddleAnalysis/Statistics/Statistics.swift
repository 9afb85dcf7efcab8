/// Mean and spread of numbers that come one at a time (Welford 1962): stable, constant memory.
public struct RunningStatistics: Hashable, Sendable {
    public private(set) var count = 0
    public private(set) var mean = 0.0
    public private(set) var sum = 0.0
    private var squares = 0.0

    public init() {}

    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    public mutating func add(_ value: Double) {
        count += 1
        sum += value
        let distance = value - mean
        mean += distance / Double(count)
        squares += distance * (value - mean)
    }

    /// Unbiased variance; nil with fewer than two numbers.
    public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }

    /// Standard error of the mean; nil with fewer than two numbers.
    public var standardError: Double? { variance.map { ($0 / Double(count)).squareRoot() } }
}

public enum Statistics {
    /// Arithmetic mean; nil for no numbers.
    public static func mean(_ values: some Collection<Double>) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Fourth central moment over the squared variance, less 3: 0 for a normal distribution. Not
    /// corrected for small numbers (as SciPy's default); nil where all numbers are equal, as far as
    /// they can be told apart, or fewer than two.
    public static func excessKurtosis(_ values: [Double]) -> Double? {
        guard values.count > 1, let mean = mean(values), let variance = moment(2, of: values, mean),
            let fourth = moment(4, of: values, mean)
        else { return nil }
        let indistinct = mean.ulp * mean.ulp
        return variance > indistinct ? fourth / (variance * variance) - 3 : nil
    }

    private static func moment(_ power: Int, of values: [Double], _ mean: Double) -> Double? {
        Self.mean(
            values.map { value in
                let square = (value - mean) * (value - mean)
                return power == 2 ? square : square * square
            })
    }

    /// The value below which a share of the numbers lies, interpolated linearly between the two
    /// nearest (as NumPy's default); nil for no numbers. N log N.
    ///
    /// - Parameter share: 0...1; values outside are cut to it.
    public static func percentile(_ values: some Sequence<Float>, _ share: Double) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let place = min(max(share, 0), 1) * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        let low = Double(sorted[below])
        return low + (Double(sorted[above]) - low) * (place - Double(below))
    }

    /// The same of at least one number in ascending order.
    static func quantile(ofAscending values: [Double], _ share: Double) -> Double {
        let place = min(max(share, 0), 1) * Double(values.count - 1)
        let below = Int(place)
        let above = min(below + 1, values.count - 1)
        return values[below] + (values[above] - values[below]) * (place - Double(below))
    }

    /// The interval in which a share lies with 95 % confidence (Wilson 1927, without continuity
    /// correction); nil for no trials.
    public static func wilsonInterval(
        successes: Int, trials: Int, z: Double = 1.959963984540054
    ) -> ClosedRange<Double>? {
        guard trials > 0, (0...trials).contains(successes) else { return nil }
        let count = Double(trials)
        let share = Double(successes) / count
        let scale = 1 + z * z / count
        let center = (share + z * z / (2 * count)) / scale
        let variance = share * (1 - share) / count + z * z / (4 * count * count)
        let half = z * variance.squareRoot() / scale
        // At the ends the formula gives the end itself, but for rounding.
        let low = successes == 0 ? 0 : max(0, center - half)
        return low...(successes == trials ? 1 : min(1, center + half))
    }
}
