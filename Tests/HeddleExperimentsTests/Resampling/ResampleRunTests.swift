import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct ResampleRunTests {
    /// The first bundled trace: a countdown that is solved with the second try.
    private static let opened = Result {
        let lines = try Data(contentsOf: Sample.root.appending(path: "Samples/traces/sample.jsonl"))
        let line = try #require(lines.split(separator: 0x0A).first)
        return try Sample.opening().open(Trace(json: JSONValue(json: [UInt8](line))))
    }

    private static let encoder = Result {
        try GramEmbedder(
            path: Sample.root.appending(path: "Samples/models/minilm/minilm-q8_0.gguf").path,
            pool: Sample.pool)
    }

    private func request(
        sentence: Int = 3, n: Int = 3, tries: Int? = nil, maxTokens: Int = 40,
        threshold: Double = 0.8, encoder: GramEmbedder? = nil
    ) throws -> ResampleRequest {
        var settings = ResampleSettings(
            of: try Self.opened.get().trace, seed: 11, maxTokens: maxTokens)
        settings.similarity.threshold = threshold
        return ResampleRequest(
            sentence: sentence, continuations: n, tries: tries, settings: settings,
            encoder: encoder)
    }

    private func run(
        _ request: ResampleRequest, store: (any ResampleStore)? = nil
    ) throws -> ResampleRun {
        try ResampleRun(
            Self.opened.get(), request, model: Sample.model(), pool: Sample.pool, store: store)
    }

    private func report(_ request: ResampleRequest) throws -> ResampleReport {
        let run = try run(request)
        while try run.step() {}
        #expect(run.done <= run.total)
        return run.report
    }

    private final class Notebook: ResampleStore {
        var continuations: [ResampledContinuation] = []
        func store(_ continuation: ResampledContinuation) { continuations.append(continuation) }
    }

    @Test func sentencesAreWholeTokensOfTheResponse() throws {
        let opened = try Self.opened.get()
        let sentences = ResampledSentence.all(of: opened.trace, tokens: opened.tokens)
        #expect(sentences[3].text == "None of these works, so we need a different idea.")
        #expect(sentences.first?.tokens.lowerBound == opened.tokens.promptLength)
        for (before, after) in zip(sentences, sentences.dropFirst()) {
            #expect(before.tokens.upperBound <= after.tokens.lowerBound)
        }
    }

    /// Attempt 2 of each arm is what a continuation of the same beginning with the same seed is.
    @Test func continuationsAreThoseOfTheSingleGenerator() throws {
        let opened = try Self.opened.get()
        let request = try request()
        let report = try report(request)
        #expect(report.isFinished && !report.isPartial)
        let tokens = report.sentence.tokens
        for arm in ResampleArm.allCases {
            let drawn = try #require(
                report.continuations.last { $0.arm == arm && $0.outcome != nil })
            let outcome = try #require(drawn.outcome)
            let start = arm == .kept ? tokens.upperBound : tokens.lowerBound
            let end = tokens.upperBound + 40
            var alone = try TraceGeneration(
                continuing: TracePrefix.of(
                    opened, before: start, appending: [],
                    tokenizer: Sample.model().requireTokenizer()),
                mask: HeadMask(), reference: AblationReference(), maxTokens: end - start,
                sampling: SamplingOptions(temperature: 0.7, seed: drawn.seed),
                model: Sample.model(), pool: Sample.pool)
            while try alone.next() != nil {}
            #expect(alone.trace.tokens?.ids.dropFirst(start) == outcome.ids[...])
            #expect(alone.trace.response.hasSuffix(outcome.text))
            #expect(outcome.ended == (outcome.ids.count < end - start || outcome.ids.last == 2))
        }
    }

    @Test func seedsAreCoupledByAttempt() throws {
        let report = try report(request(n: 4))
        var seeds: [Int: Set<UInt64>] = [:]
        for drawn in report.continuations { seeds[drawn.attempt, default: []].insert(drawn.seed) }
        #expect(seeds.values.allSatisfy { $0.count == 1 })
        #expect(seeds[0] == [11])
        #expect(Set(seeds.values).count == seeds.count)
    }

    @Test func answersAreCheckedWithTheTracesOwnKey() throws {
        let report = try report(request(sentence: 7, n: 2, tries: 2, maxTokens: 60))
        let kept = report.outcomes(.kept)
        #expect(kept.allSatisfy { $0.ended && $0.correct })
        #expect(kept.first?.answer == "4 * 4 = 16, 16 + 4 = 20")
    }

    @Test func aTextCutOffInsideItsReasoningGaveNoAnswer() throws {
        let report = try report(request(n: 2, maxTokens: 5))
        #expect(report.outcomes(.kept).allSatisfy { !$0.ended && $0.answer == nil && !$0.correct })
        #expect(report.answers(.kept).missing == 2)
    }

    @Test(arguments: [false, true])
    func firstSentencesSaySomethingElse(_ byEmbedding: Bool) throws {
        let encoder = byEmbedding ? try Self.encoder.get() : nil
        let report = try report(request(n: 4, encoder: encoder))
        #expect(
            report.settings.similarity.measure == (byEmbedding ? .embedding : .words))
        let without = report.continuations.filter { $0.arm == .without }
        #expect(without.count == report.tried && report.tried > 0)
        for drawn in without {
            let similarity = try #require(drawn.similarity)
            #expect((similarity < 0.8) == (drawn.outcome != nil))
            if !byEmbedding {
                #expect(
                    similarity
                        == SentenceSimilarity.byWords(drawn.firstSentence, report.sentence.text))
            }
            guard let outcome = drawn.outcome else { continue }
            let sentences = AnchorSentences(text: Array(outcome.text.utf8)).sentences
            #expect(sentences.first?.text(in: Array(outcome.text.utf8)) == drawn.firstSentence)
        }
    }

    @Test func tooFewThatSaySomethingElseArePartial() throws {
        let report = try report(request(n: 2, tries: 5, threshold: -1))
        #expect(report.isFinished && report.isPartial)
        #expect(report.tried == 5 && report.refused == 5)
        #expect(report.difference == nil)
        #expect(report.accuracy(.kept).count == 2)
    }

    @Test(arguments: [1, 17, 45])
    func whatWasStoppedAndTakenUpAgainIsTheSame(_ steps: Int) throws {
        let request = try request(n: 4)
        let whole = try report(request)
        let notebook = Notebook()
        let first = try run(request, store: notebook)
        for _ in 0..<steps where try first.step() {}
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect { _ = try first.step(cancellation: cancelled) } throws: {
            ($0 as? ExperimentError)?.isCancellation == true
        }
        #expect(first.report.isPartial && !first.report.isFinished)
        #expect(first.done == notebook.continuations.count { $0.outcome != nil })
        notebook.continuations.shuffle()
        let second = try run(request, store: notebook)
        #expect(second.done == first.done)
        while try second.step() {}
        #expect(second.report.json.compactBytes == whole.json.compactBytes)
    }

    @Test func howManyGoSideBySideChangesNothing() throws {
        var narrow = try request(n: 3)
        let wide = try report(narrow)
        narrow.memory = 1
        #expect(try report(narrow) == wide)
    }

    @Test func identityTellsResamplingsApart() throws {
        let opened = try Self.opened.get()
        func identity(_ request: ResampleRequest) throws -> JSONValue {
            try ResampleRun.identity(opened, request, model: Sample.model())
        }
        let one = try identity(request())
        #expect(try identity(request(n: 7, tries: 30)) == one)
        #expect(try identity(request(sentence: 2)) != one)
        #expect(try identity(request(maxTokens: 41)) != one)
        #expect(try identity(request(threshold: 0.7)) != one)
    }

    private func refusal(
        _ request: ResampleRequest, _ opened: OpenedTrace
    ) throws -> ResampleError? {
        let model = try Sample.model()
        do throws(ExperimentError) {
            _ = try ResampleRun(opened, request, model: model, pool: Sample.pool)
        } catch {
            if case .resampling(let found) = error { return found }
        }
        return nil
    }

    @Test func badInputIsRefused() throws {
        let opened = try Self.opened.get()
        let count = ResampledSentence.all(of: opened.trace, tokens: opened.tokens).count
        #expect(try refusal(request(n: 0), opened) == .noContinuations(wanted: 0))
        #expect(
            try refusal(request(n: 3, tries: 2), opened) == .noTries(tries: 2, wanted: 3))
        #expect(try refusal(request(maxTokens: 0), opened) == .noTokens(maxTokens: 0))
        #expect(
            try refusal(request(sentence: count), opened)
                == .noSentence(number: count, count: count))
        #expect(
            try refusal(request(sentence: -1), opened) == .noSentence(number: -1, count: count))
        var cold = try request()
        cold.settings.temperature = 0
        #expect(try refusal(cold, opened) == .noTemperature(0))
        var unchecked = opened
        unchecked.trace.extra["target"] = nil
        #expect(
            try refusal(request(), unchecked) == .nothingToCheck(id: opened.trace.id))
    }

    @Test func settingsAreThoseOfTheTrace() throws {
        var trace = try Self.opened.get().trace
        #expect(ResampleSettings(of: trace, maxTokens: 9).temperature == 0.7)
        trace.sampling = ["temperature": 0, "top_k": 40, "top_p": 3, "min_p": 0.1]
        let settings = ResampleSettings(of: trace, maxTokens: 9)
        #expect(settings.temperature == 0.7 && settings.topK == 40)
        #expect(settings.topP == 1 && settings.minP == 0.1)
    }
}
