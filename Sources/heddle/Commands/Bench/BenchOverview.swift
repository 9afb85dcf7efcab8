import ArgumentParser
import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// Engine and screen in one report (`heddle.bench/1`).
struct BenchOverview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "Measures a little of everything: opening, prefill, decoding, toggles, screen.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Tokens of the text that prefill and toggle work on.")
    var tokens = 300

    @Option(help: "Repetitions of each engine measurement.")
    var repetitions = 7

    @Option(help: "Starts of the program.")
    var starts = 9

    @Option(help: "Movement keys sent on a long trace.")
    var keys = 400

    @Option(help: "Words of the long trace.")
    var longTrace = 100_000

    @Option(help: "Seconds of idleness.")
    var idle = 10.0

    @Flag(help: "Leave the screen out.")
    var engineOnly = false

    func validate() throws {
        if tokens < 2 { throw ValidationError("--tokens is 2 or more") }
        if repetitions < 1 || starts < 1 || keys < 1 || longTrace < 1 {
            throw ValidationError("--repetitions, --starts, --keys and --long-trace are 1 or more")
        }
        if !(idle >= 0 && idle <= 3600) { throw ValidationError("--idle is 0 to 3600 seconds") }
    }

    func run() throws {
        let begin = ContinuousClock.now
        let loaded = try model.load()
        let opening = ScreenBenchmark.seconds(since: begin)
        let ids = try benchmarkText(loaded)
        let engine = try EngineBenchmark(
            loaded.model, pool: model.pool(), tokens: ids, repetitions: repetitions)
        var report: JSONValue = [
            "schema": "heddle.bench/1",
            "model": .string(loaded.model.name),
            "threads": .integer(engine.threads),
            "instructionSet": .string(WorkerPool.instructionSet),
            "arithmetic": .string(loaded.model.dotProducts.rawValue),
            "open": [
                "milliseconds": .number(opening * 1000),
                "weightBytes": .integer(loaded.model.weightBytes),
            ],
            "prefill": [
                "tokens": .integer(engine.tokens),
                "tokensPerSecond": .number(engine.prefillTokensPerSecond),
                "runs": .integer(engine.prefill.seconds.count),
            ],
            "decode": [
                "tokensPerSecond": .number(engine.decodeTokensPerSecond),
                "runs": .integer(engine.decode.seconds.count),
            ],
            "toggle": [
                "tokens": .integer(engine.tokens),
                "medianMilliseconds": .number(engine.toggles.timings.median * 1000),
                "worstMilliseconds": .number(engine.toggles.timings.slowest * 1000),
                "runs": .integer(engine.toggles.timings.seconds.count),
                "layers": .integer(engine.toggles.layers),
            ],
            "repetitionsAsked": .integer(repetitions),
            "secondsLimit": .number(EngineBenchmark.partSeconds),
        ]
        if !engineOnly {
            let screen = try ScreenBenchmark(
                program: HeddlePaths.currentExecutable(), starts: starts, keys: keys,
                idleSeconds: idle,
                words: longTrace)
            report.setField("screen", screen.json)
        }
        Output.line(output.json ? report.compactText : report.prettyText)
    }

    /// Bundled traces one after the other, cut to the wanted length; for a model without a
    /// tokenizer its token ids in their order.
    private func benchmarkText(_ loaded: LoadedModel) throws -> [Int32] {
        let limit = loaded.model.configuration.contextLength
        guard let tokenizer = loaded.tokenizer else {
            let vocabulary = loaded.model.configuration.vocabulary
            return (0..<min(tokens, limit)).map { Int32($0 % vocabulary) }
        }
        var ids: [Int32] = []
        try TraceFiles.forEach(Resources.found().bundledTraces()) { result in
            if case .success(let record) = result {
                ids += tokenizer.encode(record.trace.text, addSpecial: false)
            }
            return ids.count < tokens
        }
        guard !ids.isEmpty else { throw ValidationError("there are no bundled traces") }
        return Array(ids.prefix(min(tokens, limit)))
    }
}
