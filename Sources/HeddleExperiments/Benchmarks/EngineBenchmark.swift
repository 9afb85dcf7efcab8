import HeddleAnalysis
import HeddleEngine

/// Speed of the engine on a text: medians over repetitions, so that one disturbance does not count.
///
/// On a slow model there are fewer repetitions than asked for, and toggles of fewer layers: no part
/// begins a further one once it has taken `partSeconds`.
public struct EngineBenchmark: Sendable {
    /// Seconds after which a part of the benchmark begins nothing further.
    public static let partSeconds = 15.0

    public let prefill: Timings
    public let decode: Timings
    /// Tokens of a timed run of decoding.
    public let decodedTokens: Int
    public let toggles: ToggleTimings
    public let tokens: Int
    public let threads: Int

    public var prefillTokensPerSecond: Double { Double(tokens) / prefill.median }
    public var decodeTokensPerSecond: Double { Double(decodedTokens) / decode.median }

    /// Runs prefill of `tokens`, decoding of some further ones, and a toggle of the first head of
    /// each layer, `repetitions` times each as long as that is quick.
    public init(
        _ model: Model, pool: WorkerPool, tokens: [Int32], repetitions: Int = 7
    ) throws(ExperimentError) {
        self.tokens = tokens.count
        threads = pool.threads
        let plan = RepetitionPlan(
            repetitions: repetitions, warmUp: 0, secondsLimit: Self.partSeconds)
        prefill = try plan.time { () throws(ExperimentError) in
            _ = try SinglePass.run(
                model, pool: pool, tokens: tokens, request: ForwardRequest(logits: .last))
        }
        let start = Array(tokens.prefix(max(1, tokens.count / 2)))
        let steps = min(64, model.configuration.contextLength - start.count)
        let context = try ExperimentError.attempt { () throws(EngineError) in
            let context = try InferenceContext(
                model: model, pool: pool, capacity: start.count + steps)
            _ = try context.append(start, request: .nothing)
            return context
        }
        decode = try plan.time { () throws(ExperimentError) in
            try ExperimentError.attempt { () throws(EngineError) in
                context.truncate(to: start.count)
                for step in 0..<steps {
                    _ = try context.append(
                        [tokens[step % tokens.count]], request: ForwardRequest(logits: .last))
                }
            }
        }
        decodedTokens = steps
        let scored = try ScoredText(
            model: model, pool: pool, tokens: tokens,
            planning: Array(repeating: false, count: tokens.count))
        toggles = try ToggleTimings(
            layers: model.configuration.layers, repetitions: repetitions,
            secondsLimit: Self.partSeconds
        ) { layer throws(ExperimentError) in
            let mask = HeadMask(heads: [HeadID(layer: layer, head: 0)])
            return try Stopwatch.time { () throws(ExperimentError) in
                _ = try scored.effects(of: mask)
            }
        }
    }
}

/// Seconds from switching one head off to the last refreshed probability of the text, over heads
/// of all layers, or of layers evenly spread where there is no time for all.
public struct ToggleTimings: Hashable, Sendable {
    public let timings: Timings
    /// Layers that were measured at least once.
    public let layers: Int

    /// Goes through the layers `repetitions` times, the costliest first.
    init(
        layers count: Int, repetitions: Int, secondsLimit: Double,
        toggle: (_ layer: Int) throws(ExperimentError) -> Double
    ) throws(ExperimentError) {
        var seconds: [Double] = []
        var spent = 0.0
        let order = Self.spread(count)
        rounds: for _ in 0..<max(1, repetitions) {
            for layer in order {
                if spent >= secondsLimit { break rounds }
                let time = try toggle(layer)
                seconds.append(time)
                spent += time
            }
        }
        timings = Timings(seconds: seconds)
        layers = min(count, seconds.count)
    }

    /// The first and the last layer, then always the middle of what lies between those before, so
    /// that the layers measured are evenly spread wherever time runs out.
    static func spread(_ count: Int) -> [Int] {
        var order = count > 1 ? [0, count - 1] : Array(0..<count)
        var gaps = [0..<count - 1]
        while let gap = gaps.first {
            gaps.removeFirst()
            let middle = (gap.lowerBound + gap.upperBound) / 2
            guard gap.count > 1 else { continue }
            order.append(middle)
            gaps += [gap.lowerBound..<middle, middle..<gap.upperBound]
        }
        return order
    }
}
