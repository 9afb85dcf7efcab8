import HeddleAnalysis

/// How often work is repeated so that its time can be told.
public struct RepetitionPlan: Hashable, Sendable {
    /// Runs that count, at least one.
    public var repetitions: Int
    /// Runs in front that do not count: they read weights from disk and take memory.
    public var warmUp: Int
    /// No further round is begun once the rounds that count have taken this long.
    public var secondsLimit: Double

    public init(repetitions: Int = 5, warmUp: Int = 1, secondsLimit: Double = .infinity) {
        self.repetitions = repetitions
        self.warmUp = warmUp
        self.secondsLimit = secondsLimit
    }

    /// Runs rounds, each of which says how long the parts of its work took.
    ///
    /// - Parameter round: the same number of seconds each time; its sum counts towards the limit.
    /// - Returns: the parts' times over the rounds that count.
    func measure(
        _ round: () throws(ExperimentError) -> [Double]
    ) throws(ExperimentError) -> [Timings] {
        for _ in 0..<max(0, warmUp) { _ = try round() }
        var rounds: [[Double]] = []
        var spent = 0.0
        repeat {
            let times = try round()
            spent += times.reduce(0, +)
            rounds.append(times)
        } while rounds.count < repetitions && spent < secondsLimit
        return (rounds.first ?? []).indices.map { part in
            Timings(seconds: rounds.map { $0[part] })
        }
    }

    /// Times one piece of work.
    func time(_ work: () throws(ExperimentError) -> Void) throws(ExperimentError) -> Timings {
        let parts = try measure { () throws(ExperimentError) in [try Stopwatch.time(work)] }
        return parts.first ?? Timings(seconds: [])
    }
}
