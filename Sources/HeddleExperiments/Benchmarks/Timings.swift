import HeddleAnalysis

/// How long the same work took, each time.
public struct Timings: Hashable, Sendable {
    /// Seconds, in the order of measuring.
    public let seconds: [Double]

    public init(seconds: [Double]) { self.seconds = seconds }

    /// Half of the runs took no longer: one disturbance does not count. NaN without a run.
    public var median: Double { Self.median(seconds) }

    public var slowest: Double { seconds.max() ?? .nan }

    /// Runs of this over runs of another, round by round; for work that was timed alternately.
    public func ratios(to other: Timings) -> [Double] {
        zip(seconds, other.seconds).map { $0 / $1 }
    }

    /// `medianSeconds` and `seconds`.
    public var json: JSONValue {
        ["medianSeconds": .number(median), "seconds": .array(seconds.map(JSONValue.number))]
    }

    /// The same with how much work that is a second.
    ///
    /// - Parameter rate: the field's name.
    public func json(count: Int, rate: String) -> JSONValue {
        var json = json
        json.setField(rate, .number(Double(count) / median))
        return json
    }

    static func median(_ numbers: [Double]) -> Double {
        numbers.isEmpty ? .nan : numbers.sorted()[numbers.count / 2]
    }
}

/// Seconds since it was made.
struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double { Self.seconds(ContinuousClock.now - start) }

    /// Seconds that a piece of work takes.
    static func time(
        _ work: () throws(ExperimentError) -> Void
    ) throws(ExperimentError) -> Double {
        let watch = Stopwatch()
        try work()
        return watch.seconds
    }

    private static func seconds(_ duration: Duration) -> Double {
        let parts = duration.components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }
}
