import HeddleAnalysis
import HeddleEngine

/// Speed of a sweep: every head is zeroed once, and the log-probability of the token behind the
/// prompt is compared. The run with all heads on is part of the time.
public struct SweepBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameter count: tokens of the prompt.
    /// - Throws: `ExperimentError.contextExceeded`, `.tooFewTokens`, and what the engine throws.
    public init(_ setting: BenchmarkSetting, tokens count: Int) throws(ExperimentError) {
        let text = try setting.text(count + 1)
        var effects: [[Float?]] = []
        let timings = try setting.plan.time { () throws(ExperimentError) in
            effects =
                try HeadSweep.sweep(
                    setting.model, pool: setting.pool, tokens: text, target: count,
                    metric: .logprob, mode: .zero
                ).effects
        }
        let ablations = setting.model.configuration.headShape.all.count
        json = setting.json("sweep").adding([
            "tokens": .integer(count), "ablations": .integer(ablations),
            "sweep": timings.json(count: ablations, rate: "ablationsPerSecond"),
            "ids": setting.showsValues ? .ids(text) : nil,
            "effects": setting.showsValues
                ? .array(effects.map { .array($0.map { JSONValue($0) }) }) : nil,
        ])
    }
}
