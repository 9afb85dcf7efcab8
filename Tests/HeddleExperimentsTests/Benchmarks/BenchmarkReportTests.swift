import HeddleAnalysis
import HeddleEngine
import Testing

@testable import HeddleExperiments

/// What reports say, on the sample model; no time is looked at but for agreement with others.
@Suite struct BenchmarkReportTests {
    private let setting: BenchmarkSetting

    init() throws {
        setting = BenchmarkSetting(
            model: try Sample.model().model, pool: Sample.pool,
            plan: RepetitionPlan(repetitions: 2, warmUp: 0), seed: 3, showsValues: true)
    }

    private func expectRate(_ part: JSONValue?, _ name: String, count: Int) throws {
        let median = try #require(part?["medianSeconds"]?.double)
        let rate = try #require(part?[name]?.double)
        #expect(rate * median == Double(count) || abs(rate * median / Double(count) - 1) < 1e-12)
        #expect(part?["seconds"]?.array?.count == 2)
    }

    @Test func everyReportNamesModelAndMachine() throws {
        let json = setting.json("any")
        #expect(json["schema"] == "heddle.bench/2")
        #expect(json["measurement"] == "any")
        #expect(json["model"] == "bobbin")
        #expect(json["threads"] == 1 && json["arithmetic"] == "float32")
        #expect(json["modelFacts"]?["layers"] == 6 && json["modelFacts"]?["heads"] == 8)
        #expect(json["modelFacts"]?["parameters"] == 4_656_384)
        #expect(json["instructionSet"]?.string == WorkerPool.instructionSet)
        #expect(json["repetitions"] == 2 && json["warmUp"] == 0 && json["seed"] == 3)
    }

    @Test func prefillShowsTheLogitsOfOnePass() throws {
        let json = try PrefillBenchmark(setting, tokens: 12).json
        try expectRate(json["prefill"], "tokensPerSecond", count: 12)
        let ids = try #require(json["ids"]).ids
        #expect(ids.count == 12 && Set(ids).count > 1)
        let expected = try SinglePass.run(
            setting.model, pool: setting.pool, tokens: ids, request: ForwardRequest(logits: .last))
        let found = try #require(json["logits"]).numbers
        #expect(found == expected.logits(at: 11).map(Double.init))
    }

    @Test func decodingGoesOnWhereThePromptEnds() throws {
        let json = try DecodeBenchmark(setting, prompt: 5, tokens: 7).json
        try expectRate(json["plain"], "tokensPerSecond", count: 7)
        try expectRate(json["summaries"], "tokensPerSecond", count: 7)
        let plain = try #require(json["plain"]?["medianSeconds"]?.double)
        let summaries = try #require(json["summaries"]?["medianSeconds"]?.double)
        #expect(json["ratio"]?.double == plain / summaries)
        let prefill = try PrefillBenchmark(setting, tokens: 12).json
        #expect(json["ids"] == prefill["ids"])
        #expect(
            largestDifference(
                try #require(json["logits"]).numbers, try #require(prefill["logits"]).numbers)
                < 1e-4)
    }

    @Test func aSweepHasEveryHeadOnce() throws {
        let json = try SweepBenchmark(setting, tokens: 9).json
        try expectRate(json["sweep"], "ablationsPerSecond", count: 48)
        #expect(json["ablations"] == 48 && json["ids"]?.array?.count == 10)
        let rows = try #require(json["effects"]?.array)
        #expect(rows.count == 6 && rows.allSatisfy { $0.numbers.count == 8 })
        let alone = try HeadSweep.sweep(
            setting.model, pool: setting.pool, tokens: try #require(json["ids"]).ids, target: 9,
            metric: .logprob, mode: .zero)
        #expect(rows[3].numbers[5] == alone.effects[3][5].map(Double.init))
    }

    @Test func aToggleTellsEveryTokenOnce() throws {
        let head = HeadID(layer: 2, head: 1)
        let json = try ToggleBenchmark(setting, head: head, tokens: 11, visible: 4).json
        #expect(json["layer"] == 2 && json["head"] == 1 && json["visible"] == 4)
        #expect(json["effects"]?.array?.count == 10)
        let scored = try ScoredText(
            model: setting.model, pool: setting.pool, tokens: try #require(json["ids"]).ids,
            planning: [])
        let effects = try scored.effects(of: HeadMask(heads: [head]))
        #expect(
            json["effects"]?[9]?["ablatedLogprob"]?.double
                == effects[10].map { Double($0.ablatedLogprob) })
        for part in ["firstRows", "screenRows", "allRows"] {
            #expect((json[part]?["medianSeconds"]?.double ?? 0) > 0)
        }
    }

    @Test func summariesCarryTheQuotientAndTheMemory() throws {
        let json = SummaryBenchmark.json(
            setting, tokens: 100, plain: Timings(seconds: [2, 4]),
            summaries: Timings(seconds: [3, 5]), plainPeak: 7000, peak: 7500)
        #expect(json["ratio"]?.double == 1.25 && json["ratios"]?.numbers == [1.5, 1.25])
        #expect(json["plain"]?["tokensPerSecond"]?.double == 25)
        #expect(json["summaries"]?["tokensPerSecond"]?.double == 20)
        #expect(json["extraBytes"] == 500 && json["peakResidentBytes"] == 7500)
        #expect(json["heads"] == 48)
        #expect(try SummaryBenchmark(setting, tokens: 9).json["tokens"] == 9)
    }

    @Test func memoryIsThatBesideTheCache() throws {
        let cache = 2 * 6 * 128 * 4 * 10
        let json = MemoryBenchmark.json(
            setting, tokens: 10, fileBytes: 1000, before: 1, peak: cache + 1050)
        #expect(json["cacheBytes"]?.int == cache && json["ratio"]?.double == 1.05)
        let measured = try MemoryBenchmark(setting, tokens: 10).json
        let facts = setting.model.weightBytes
        #expect((measured["fileBytes"]?.int ?? 0) > facts)
    }

    @Test func givenTokensAreTakenFromTheFirstOn() throws {
        var given = setting
        given.ids = [5, 6, 7]
        #expect(try PrefillBenchmark(given, tokens: 2).json["ids"]?.ids == [5, 6])
        #expect(given.json("any")["seed"]?.isNull == true)
        let error = #expect(throws: ExperimentError.self) {
            try PrefillBenchmark(given, tokens: 4)
        }
        #expect(error?.description.hasPrefix("3 token ids were given") == true)
        #expect(throws: ExperimentError.self) { try PrefillBenchmark(setting, tokens: 100_000) }
    }
}
