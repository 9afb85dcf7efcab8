import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct LogitLensTests {
    @Test(arguments: ReadoutCase.names) func readingsMatchTransformers(_ name: String) throws {
        let it = try ReadoutCase(name)
        let steps = try #require(it.lens["steps"]?.array)
        let target = try #require(it.lens["target"]?.int)
        let strip = try LogitLensRun.strip(
            it.model, pool: Sample.pool, tokens: it.ids, target: target,
            halfSteps: !it.model.configuration.parallelBlocks)
        #expect(strip.position.query == target - 1)
        #expect(strip.final.map(Int.init) == it.lens["final"]?.int)
        #expect(strip.readings.map(\.step.description) == steps.map { $0["step"]?.string })
        for (reading, expected) in zip(strip.readings, steps) {
            let top = try #require(reading.top.first)
            let actual = try #require(reading.actual)
            #expect(Int(top.id) == expected["top"]?.int)
            #expect(reading.final.rank == expected["final"]?.array?.last?.int)
            #expect(actual.rank == expected["actual"]?.array?.last?.int)
            let found = [top.logprob, reading.entropy, reading.final.logprob, actual.logprob]
            let numbers = [
                expected["topLogprob"]?.double, expected["entropy"]?.double,
                expected["final"]?.array?.first?.double, expected["actual"]?.array?.first?.double,
            ].compactMap { $0 }
            #expect(largestDifference(found.map(Double.init), numbers) < 2e-4)
        }
    }

    @Test(arguments: ReadoutCase.names) func decidedLayersMatchTransformers(
        _ name: String
    ) throws {
        let it = try ReadoutCase(name)
        var progress: [Int] = []
        let depths = try LogitLensRun.depths(
            it.model, pool: Sample.pool, tokens: it.ids, progress: { progress.append($0) })
        #expect(progress.last == it.ids.count)
        #expect(depths.decisions.count == it.ids.count && depths.decisions[0] == nil)
        #expect(
            depths.decisions.dropFirst().map { $0?.layersNeeded }
                == it.layersNeeded.dropLast().map(\.self))
    }

    @Test func theStripAndTheWholeTextAgree() throws {
        let it = try ReadoutCase("bobbin")
        // Long enough for more than one block of queries.
        let tokens = it.ids + it.ids + it.ids + it.ids
        #expect(tokens.count > 64)
        let depths = try LogitLensRun.depths(it.model, pool: Sample.pool, tokens: tokens)
        for target in Array(stride(from: 1, to: tokens.count, by: 9)) + [63, 64, 65] {
            let strip = try LogitLensRun.strip(
                it.model, pool: Sample.pool, tokens: tokens, target: target)
            #expect(strip.final == depths.decisions[target]?.final)
            #expect(strip.decided?.layer == depths.decisions[target]?.layer)
        }
    }

    @Test func wrongQuestionsAreRefused() throws {
        let it = try ReadoutCase("gpt-neox")
        for target in [-1, 0, it.ids.count] {
            #expect(throws: ExperimentError.self) {
                try LogitLensRun.strip(
                    it.model, pool: Sample.pool, tokens: it.ids, target: target)
            }
        }
        #expect(it.model.configuration.parallelBlocks)
        #expect(throws: ExperimentError.self) {
            try LogitLensRun.strip(
                it.model, pool: Sample.pool, tokens: it.ids, target: 3, halfSteps: true)
        }
        #expect(throws: ExperimentError.self) {
            try LogitLensRun.depths(it.model, pool: Sample.pool, tokens: [])
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: ExperimentError.self) {
            try LogitLensRun.depths(
                it.model, pool: Sample.pool, tokens: it.ids, cancellation: cancellation)
        }
    }
}
