import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct RegenerationRunTests {
    private static func run(
        _ heads: String, continuations: Int = 2, temperature: Float = 0.7
    ) throws -> RegenerationRun {
        let problems = [
            Problem(id: "a", task: "add", prompt: "What is 813 + 560?", key: .text("1373")),
            Problem(id: "b", prompt: "Is 71 a prime number?", key: .text("yes, 71 is prime")),
        ].enumerated().map { NumberedProblem(number: $0.offset + 4, problem: $0.element) }
        return try RegenerationRun(
            RegenerationRequest(
                problems: problems, heads: Sample.heads(heads), continuations: continuations,
                sampling: SamplingOptions(temperature: temperature, seed: 10), maxTokens: 30,
                draws: 20),
            model: Sample.model(), pool: Sample.pool, labeller: Sample.labeller())
    }

    @Test func intactAndAblatedShareTheirNoise() throws {
        let run = try Self.run("5.0")
        #expect(run.pieces.count == 12)
        let seeds = Dictionary(grouping: run.pieces) { [$0.problem, $0.continuation] }
        for pieces in seeds.values {
            #expect(pieces[0].seed == pieces[1].seed)
            #expect(pieces[0].seed != pieces[2].seed)
        }
        #expect(run.pieces[0].seed == 14)
        #expect(Set(run.pieces.map(\.seed)).count == 8)
        #expect(run.pieces[1].id == "a/ablated/0")
    }

    @Test func theFirstIntactResponseIsTheGeneratedOne() throws {
        let run = try Self.run("5.0")
        let trace = try run.generate(run.pieces[0])
        var generation = try TraceGeneration(
            GenerationRequest(
                id: "x", prompt: "What is 813 + 560?", maxTokens: 30,
                sampling: SamplingOptions(temperature: 0.7, seed: 14)),
            model: Sample.model(), pool: Sample.pool)
        while try generation.next() != nil {}
        #expect(trace.response == generation.trace.response)
        #expect(trace.siblingGroup == "a")
        #expect(trace.correct == false)
    }

    @Test func armsAreComparedWithTheIntactOne() throws {
        let run = try Self.run("5.0,5.7", continuations: 1)
        for piece in run.pieces { run.add(try run.generate(piece), of: piece) }
        let report = run.report
        #expect(report.arms[.intact]?.responses == 2)
        #expect(report.comparisons[.ablated]?.pairs == 2)
        #expect(report.arms[.ablated]?.figures[.length] != nil)
        #expect(try RegenerationReport(json: JSONValue(json: report.json.compactBytes)) == report)
    }

    @Test func withoutNoiseTheOtherSeedIsTheSame() throws {
        let run = try Self.run("5.0", continuations: 1, temperature: 0)
        for piece in run.pieces where piece.arm != .ablated {
            run.add(try run.generate(piece), of: piece)
        }
        #expect(run.report.comparisons[.otherSeed]?.differing?.value == 0)
        #expect(run.report.comparisons[.otherSeed]?.firstDivergence == nil)
    }

    @Test func writtenTracesAreKnownAgain() throws {
        let run = try Self.run("5.0")
        let piece = run.pieces[1]
        let trace = try Trace(json: JSONValue(json: try run.generate(piece).json.compactBytes))
        #expect(run.isResult(trace, of: piece))
        #expect(!run.isResult(trace, of: run.pieces[0]))
        // The same id under other heads or another temperature is another text.
        #expect(try !Self.run("5.1").isResult(trace, of: piece))
        #expect(try !Self.run("5.0", temperature: 0.8).isResult(trace, of: piece))
    }

    @Test func headsThatAreMissingAreRefused() throws {
        #expect(throws: ExperimentError.self) {
            try RegenerationRun(
                RegenerationRequest(
                    problems: [NumberedProblem(number: 0, problem: Problem(id: "a", prompt: "b"))],
                    heads: [], sampling: .greedy, maxTokens: 5),
                model: Sample.model(), pool: Sample.pool, labeller: Sample.labeller())
        }
    }
}
