import HeddleAnalysis
import HeddleEngine

/// Speed of switching one head off in a text that was read before: until the first rows, until
/// those that a screen shows, and until all rows (log-probability, best alternatives and divergence
/// of every token) are there.
public struct ToggleBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameters:
    ///   - count: tokens of the text.
    ///   - visible: how many of its last tokens the screen shows.
    /// - Throws: `ExperimentError.engine` for a head outside the model, `.contextExceeded`,
    ///   `.tooFewTokens`.
    public init(
        _ setting: BenchmarkSetting, head: HeadID, tokens count: Int, visible: Int
    ) throws(ExperimentError) {
        let text = try setting.text(count)
        let scored = try ScoredText(
            model: setting.model, pool: setting.pool, tokens: text,
            planning: Array(repeating: false, count: count), summaries: false)
        let screen = max(1, count - visible)..<count
        var effects = scored.unchangedEffects
        let timings = try setting.plan.measure { () throws(ExperimentError) in
            let watch = Stopwatch()
            var moments: [Double] = []
            var missing = screen.count
            var screenSeconds = 0.0
            _ = try scored.rerun(
                under: HeadMask(heads: [head]), request: .nothing, visible: screen
            ) { rows in
                moments.append(watch.seconds)
                missing -= rows.targets.clamped(to: screen).count
                if missing == 0, screenSeconds == 0 { screenSeconds = watch.seconds }
                for (target, effect) in zip(rows.targets, rows.tokenEffects) {
                    effects[target] = effect
                }
            }
            return [moments.first ?? 0, screenSeconds, watch.seconds]
        }
        json = Self.json(
            setting, head: head, tokens: count, visible: screen.count, timings: timings
        ).adding([
            "ids": setting.showsValues ? .ids(text) : nil,
            "effects": setting.showsValues
                ? .array(effects.compactMap { $0?.benchmarkJSON }) : nil,
        ])
    }

    /// - Parameter timings: to the first rows, those of the screen, all.
    static func json(
        _ setting: BenchmarkSetting, head: HeadID, tokens: Int, visible: Int, timings: [Timings]
    ) -> JSONValue {
        setting.json("toggle").adding([
            "layer": .integer(head.layer), "head": .integer(head.head),
            "tokens": .integer(tokens), "visible": .integer(visible),
            "firstRows": timings[0].json, "screenRows": timings[1].json,
            "allRows": timings[2].json,
        ])
    }
}

extension TokenEffect {
    fileprivate var benchmarkJSON: JSONValue {
        ["ablatedLogprob": JSONValue(ablatedLogprob), "kl": JSONValue(kl)]
    }
}
