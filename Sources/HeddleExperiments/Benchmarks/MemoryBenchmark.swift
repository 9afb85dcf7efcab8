import Foundation
import HeddleAnalysis
import HeddleEngine

/// Memory that a model takes after a prompt, against its files and the keys and values. To be
/// trusted in a process that did nothing else before.
public struct MemoryBenchmark: Sendable {
    public let json: JSONValue

    /// - Parameter count: tokens of the prompt.
    /// - Throws: `ExperimentError.contextExceeded`, `.tooFewTokens`, and what the engine throws.
    public init(_ setting: BenchmarkSetting, tokens count: Int) throws(ExperimentError) {
        let before = PeakMemory.residentBytes
        let tokens = try setting.text(count)
        let result = try SinglePass.run(
            setting.model, pool: setting.pool, tokens: tokens,
            request: ForwardRequest(logits: .last))
        withExtendedLifetime(result) {}
        json = Self.json(
            setting, tokens: count, fileBytes: setting.model.fileBytes, before: before,
            peak: PeakMemory.residentBytes)
    }

    static func json(
        _ setting: BenchmarkSetting, tokens: Int, fileBytes: Int, before: Int?, peak: Int?
    ) -> JSONValue {
        let cache = tokens * setting.model.configuration.cacheBytesPerToken
        return setting.json("memory").adding([
            "tokens": .integer(tokens), "fileBytes": .integer(fileBytes),
            "cacheBytes": .integer(cache), "residentBytesBefore": JSONValue(before),
            "peakResidentBytes": JSONValue(peak),
            // What is left without keys and values, over the files.
            "ratio": JSONValue(peak.map { Double($0 - cache) / Double(fileBytes) }),
        ])
    }
}

extension Model {
    /// Bytes of the files of weights; of the weights where a file cannot be asked.
    fileprivate var fileBytes: Int {
        let sizes = weightFiles.map { path in
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
            return (attributes?[.size] as? NSNumber)?.intValue ?? 0
        }
        return max(weightBytes, sizes.reduce(0, +))
    }
}
