import HeddleAnalysis
import HeddleEngine

/// What the summaries of all heads at all queries add to reading a long prompt: time, with and
/// without them in turns, and memory.
public struct SummaryBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameter count: tokens of the prompt.
    /// - Throws: `ExperimentError.contextExceeded`, `.tooFewTokens`, and what the engine throws.
    public init(_ setting: BenchmarkSetting, tokens count: Int) throws(ExperimentError) {
        let tokens = try setting.text(count)
        let requests = [
            ForwardRequest(logits: .last),
            ForwardRequest(logits: .last, summaries: SummaryRequest()),
        ]
        var peaks = [Int?](repeating: nil, count: requests.count)
        let timings = try setting.plan.measure { () throws(ExperimentError) in
            var times: [Double] = []
            for (place, request) in requests.enumerated() {
                let watch = Stopwatch()
                let result = try SinglePass.run(
                    setting.model, pool: setting.pool, tokens: tokens, request: request)
                times.append(watch.seconds)
                withExtendedLifetime(result) {}
                // The peak never falls: that of the first round tells what each adds.
                peaks[place] = peaks[place] ?? PeakMemory.residentBytes
            }
            return times
        }
        json = Self.json(
            setting, tokens: count, plain: timings[0], summaries: timings[1],
            plainPeak: peaks[0], peak: peaks[1])
    }

    static func json(
        _ setting: BenchmarkSetting, tokens: Int, plain: Timings, summaries: Timings,
        plainPeak: Int?, peak: Int?
    ) -> JSONValue {
        let extra = peak.flatMap { peak in plainPeak.map { peak - $0 } }
        return setting.json("summaries").adding([
            "tokens": .integer(tokens),
            "heads": .integer(setting.model.configuration.headShape.all.count),
            "plain": plain.json(count: tokens, rate: "tokensPerSecond"),
            "summaries": summaries.json(count: tokens, rate: "tokensPerSecond"),
            // Of times: above 1 where summaries cost time.
            "ratio": .number(summaries.median / plain.median),
            "ratios": .array(summaries.ratios(to: plain).map(JSONValue.number)),
            "plainPeakResidentBytes": JSONValue(plainPeak),
            "peakResidentBytes": JSONValue(peak), "extraBytes": JSONValue(extra),
        ])
    }
}
