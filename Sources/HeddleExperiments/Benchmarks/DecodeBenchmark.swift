import HeddleAnalysis
import HeddleEngine

/// Speed of going on after a prompt, a token a pass with its logits: plainly, and with the summary
/// of every head, in turns.
public struct DecodeBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameters:
    ///   - prompt: tokens that are there before.
    ///   - count: tokens that are then passed one by one. They are given rather than chosen, so
    ///     that nothing but the model is timed.
    /// - Throws: `ExperimentError.contextExceeded`, `.tooFewTokens`, and what the engine throws.
    public init(
        _ setting: BenchmarkSetting, prompt: Int, tokens count: Int
    ) throws(ExperimentError) {
        let text = try setting.text(prompt + count)
        let context = try ExperimentError.attempt { () throws(EngineError) in
            let context = try InferenceContext(
                model: setting.model, pool: setting.pool, capacity: text.count)
            _ = try context.append(Array(text[..<prompt]))
            return context
        }
        let requests = [
            ForwardRequest(logits: .last),
            ForwardRequest(logits: .last, summaries: SummaryRequest()),
        ]
        var logits: [Float] = []
        let timings = try setting.plan.measure { () throws(ExperimentError) in
            var times: [Double] = []
            for request in requests {
                let watch = Stopwatch()
                logits = try Self.pass(text[prompt...], request, context, after: prompt)
                times.append(watch.seconds)
            }
            return times
        }
        json = Self.json(setting, plain: timings[0], summaries: timings[1], prompt, count)
            .adding([
                "ids": setting.showsValues ? .ids(text) : nil,
                "logits": setting.showsValues ? .floats(logits) : nil,
            ])
    }

    static func json(
        _ setting: BenchmarkSetting, plain: Timings, summaries: Timings, _ prompt: Int, _ count: Int
    ) -> JSONValue {
        setting.json("decode").adding([
            "prompt": .integer(prompt), "tokens": .integer(count),
            "plain": plain.json(count: count, rate: "tokensPerSecond"),
            "summaries": summaries.json(count: count, rate: "tokensPerSecond"),
            // Of speeds: below 1 where summaries cost time.
            "ratio": .number(plain.median / summaries.median),
            "ratios": .array(plain.ratios(to: summaries).map(JSONValue.number)),
        ])
    }

    /// - Returns: the logits behind the last token.
    private static func pass(
        _ tokens: ArraySlice<Int32>, _ request: ForwardRequest, _ context: InferenceContext,
        after prompt: Int
    ) throws(ExperimentError) -> [Float] {
        try ExperimentError.attempt { () throws(EngineError) in
            context.truncate(to: prompt)
            var logits: [Float] = []
            for token in tokens {
                let result = try context.append([token], request: request)
                logits = result.logits.first?.values ?? []
            }
            return logits
        }
    }
}
