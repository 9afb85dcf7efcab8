import HeddleAnalysis
import HeddleEngine

/// Speed of the engine on a text: medians over repetitions, so that one disturbance does not count.
public struct EngineBenchmark: Sendable {
    public var prefillTokensPerSecond: Double
    public var decodeTokensPerSecond: Double
    /// Seconds from switching one head off to the last refreshed probability of the text:
    /// the median and the slowest over heads of all layers.
    public var toggleSeconds: (median: Double, worst: Double)
    public var tokens: Int
    public var threads: Int

    /// Runs prefill of `tokens`, decoding of some further ones, and a toggle of the first head of
    /// each layer, `repetitions` times each.
    public init(
        _ model: Model, pool: WorkerPool, tokens: [Int32], repetitions: Int = 7
    ) throws(ExperimentError) {
        self.tokens = tokens.count
        threads = pool.threads
        let prefill = try Self.median(repetitions) { () throws(ExperimentError) in
            _ = try SinglePass.run(
                model, pool: pool, tokens: tokens, request: ForwardRequest(logits: .last))
        }
        prefillTokensPerSecond = Double(tokens.count) / prefill
        let start = Array(tokens.prefix(max(1, tokens.count / 2)))
        let steps = min(64, model.configuration.contextLength - start.count)
        let context = try ExperimentError.attempt { () throws(EngineError) in
            let context = try InferenceContext(
                model: model, pool: pool, capacity: start.count + steps)
            _ = try context.append(start, request: .nothing)
            return context
        }
        let decode = try Self.median(repetitions) { () throws(ExperimentError) in
            try ExperimentError.attempt { () throws(EngineError) in
                context.truncate(to: start.count)
                for step in 0..<steps {
                    _ = try context.append(
                        [tokens[step % tokens.count]], request: ForwardRequest(logits: .last))
                }
            }
        }
        decodeTokensPerSecond = Double(steps) / decode
        toggleSeconds = try Self.toggles(model, pool: pool, tokens: tokens, repetitions)
    }

    private static func toggles(
        _ model: Model, pool: WorkerPool, tokens: [Int32], _ repetitions: Int
    ) throws(ExperimentError) -> (median: Double, worst: Double) {
        let scored = try ScoredText(
            model: model, pool: pool, tokens: tokens,
            planning: Array(repeating: false, count: tokens.count))
        var times: [Double] = []
        for layer in 0..<model.configuration.layers {
            let mask = HeadMask(heads: [HeadID(layer: layer, head: 0)])
            for _ in 0..<max(1, repetitions) {
                times.append(
                    try seconds { () throws(ExperimentError) in
                        _ = try scored.effects(of: mask)
                    })
            }
        }
        times.sort()
        return (times[times.count / 2], times[times.count - 1])
    }

    private static func median(
        _ repetitions: Int, _ work: () throws(ExperimentError) -> Void
    ) throws(ExperimentError) -> Double {
        var times: [Double] = []
        for _ in 0..<max(1, repetitions) { times.append(try seconds(work)) }
        times.sort()
        return times[times.count / 2]
    }

    private static func seconds(
        _ work: () throws(ExperimentError) -> Void
    ) throws(ExperimentError) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try work()
        let elapsed = (clock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    }
}
