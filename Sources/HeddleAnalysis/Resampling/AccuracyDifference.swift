extension Statistics {
    /// The interval in which the difference of two independent shares, the first less the second,
    /// lies with 95 % confidence: Newcombe's hybrid of the two Wilson intervals, without
    /// continuity correction; nil where one has no trials.
    ///
    /// Source: Newcombe 1998, "Interval estimation for the difference between independent
    /// proportions", Statistics in Medicine 17, method 10.
    public static func newcombeInterval(
        _ first: Accuracy, _ second: Accuracy, z: Double = 1.959963984540054
    ) -> ClosedRange<Double>? {
        guard let left = first.share, let right = second.share,
            let ofLeft = wilsonInterval(successes: first.correct, trials: first.count, z: z),
            let ofRight = wilsonInterval(successes: second.correct, trials: second.count, z: z)
        else { return nil }
        func distance(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        let below = distance(left - ofLeft.lowerBound, ofRight.upperBound - right)
        let above = distance(ofLeft.upperBound - left, right - ofRight.lowerBound)
        let difference = left - right
        return max(-1, difference - below)...min(1, difference + above)
    }
}

/// How many of some attempts were right.
public struct Accuracy: Hashable, Sendable {
    public var correct: Int
    public var count: Int

    public init(correct: Int, count: Int) {
        self.correct = correct
        self.count = count
    }

    /// Nil without attempts.
    public var share: Double? { count > 0 ? Double(correct) / Double(count) : nil }

    /// 95 %, Wilson's; nil without attempts.
    public var interval: ClosedRange<Double>? {
        Statistics.wilsonInterval(successes: correct, trials: count)
    }
}
