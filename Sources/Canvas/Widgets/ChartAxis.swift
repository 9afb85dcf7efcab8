/// A scale of numbers with round ticks.
public struct ChartAxis: Equatable, Sendable {
    public let range: ClosedRange<Double>
    /// Ascending, inside the range.
    public let ticks: [Double]
    private let decimals: Int

    /// The scale that holds some numbers.
    ///
    /// - Parameters:
    ///   - maximumTicks: about how many ticks there is room for.
    ///   - fromZero: the scale begins at zero.
    public init(_ numbers: some Sequence<Double>, maximumTicks: Int, fromZero: Bool = false) {
        let finite = numbers.filter(\.isFinite)
        var low = finite.min() ?? 0
        var high = finite.max() ?? 1
        if fromZero { (low, high) = (min(0, low), max(0, high)) }
        if high - low < max(abs(high), 1e-12) * 1e-9 {
            let margin = max(abs(high) * 0.1, 1e-6)
            if !fromZero { low -= margin }
            high += margin
        }
        let step = Self.step((high - low) / Double(max(1, maximumTicks)))
        let first = (low / step.size).rounded(.down)
        let last = (high / step.size).rounded(.up)
        range = first * step.size...last * step.size
        ticks = stride(from: first, through: last, by: 1).map { $0 * step.size }
        decimals = step.decimals
    }

    /// Where a number lies, 0 at the beginning, 1 at the end.
    public func place(_ number: Double) -> Double {
        let length = range.upperBound - range.lowerBound
        return length > 0 ? (number - range.lowerBound) / length : 0
    }

    /// The label of a tick.
    public func text(_ tick: Double) -> String {
        let scale = Self.power(decimals)
        let scaled = (abs(tick) * scale).rounded()
        guard scaled < 9e15 else { return "\(tick)" }
        var digits = String(Int(scaled))
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
            digits = digits.dropLast(decimals) + "." + digits.suffix(decimals)
        }
        return (tick < 0 && scaled > 0 ? "-" : "") + digits
    }

    /// The least of 1, 2, 5, 10, 20, … times a power of ten that is no less than a size.
    private static func step(_ size: Double) -> (size: Double, decimals: Int) {
        guard size > 1e-12, size < 1e15 else { return (max(size, 1e-12), 12) }
        var exponent = 0
        while power(exponent) > size { exponent -= 1 }
        while power(exponent + 1) <= size { exponent += 1 }
        let base = power(exponent)
        let factor = [1.0, 2, 5, 10].first { $0 * base >= size * (1 - 1e-9) } ?? 10
        if factor == 10 { exponent += 1 }
        return (factor * base, max(0, -exponent))
    }

    private static func power(_ exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? 1 / power : power
    }
}
