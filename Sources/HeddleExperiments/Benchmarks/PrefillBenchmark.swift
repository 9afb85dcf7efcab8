import HeddleAnalysis
import HeddleEngine

/// Speed of reading a prompt: all of it in one pass, logits of its last token alone.
public struct PrefillBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameter count: tokens of the prompt.
    /// - Throws: `ExperimentError.contextExceeded`, `.tooFewTokens`, and what the engine throws.
    public init(_ setting: BenchmarkSetting, tokens count: Int) throws(ExperimentError) {
        let tokens = try setting.text(count)
        let context = try ExperimentError.attempt { () throws(EngineError) in
            try InferenceContext(model: setting.model, pool: setting.pool, capacity: count)
        }
        var logits: [Float] = []
        let timings = try setting.plan.time { () throws(ExperimentError) in
            try ExperimentError.attempt { () throws(EngineError) in
                context.truncate(to: 0)
                let result = try context.append(tokens, request: ForwardRequest(logits: .last))
                logits = result.logits.first?.values ?? []
            }
        }
        json = setting.json("prefill").adding([
            "tokens": .integer(count),
            "prefill": timings.json(count: count, rate: "tokensPerSecond"),
            "ids": setting.showsValues ? .ids(tokens) : nil,
            "logits": setting.showsValues ? .floats(logits) : nil,
        ])
    }
}
