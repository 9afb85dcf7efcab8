import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct GenerationTests {
    private func generate(_ request: GenerationRequest, threads: Int = 1) throws -> Trace {
        var generation = try TraceGeneration(
            request, model: Sample.model(), pool: WorkerPool(threads: threads))
        while try generation.next() != nil {}
        return generation.trace
    }

    private func request(
        _ prompt: String, raw: Bool = false, maxTokens: Int = 24,
        sampling: SamplingOptions = SamplingOptions()
    ) -> GenerationRequest {
        GenerationRequest(
            id: "t", prompt: prompt, raw: raw, maxTokens: maxTokens, sampling: sampling)
    }

    /// What every generated trace promises of its columns.
    private func expectConsistent(_ trace: Trace) throws {
        let tokens = try #require(trace.tokens)
        let tokenizer = try Sample.model().requireTokenizer()
        let response = tokens.count - tokens.promptLength
        #expect(tokens.offsets == tokens.offsets.sorted())
        #expect(tokens.offsets.first == 0)
        #expect(tokens.offsets.last == trace.text.utf8.count)
        #expect(trace.scores.logprobs.count == response)
        #expect(trace.scores.entropies.count == response)
        #expect(trace.scores.top.count == response)
        #expect(tokens.offsets[tokens.promptLength] == trace.context.utf8.count)
        let ended = trace.sampling["stop"] == .string("end")
        for token in 0..<tokens.count {
            let piece = Array(trace.text.utf8)[tokens.bytes(of: token)]
            let isEnd = ended && token == tokens.count - 1
            let expected = isEnd ? [] : tokenizer.bytes(of: tokens.ids[token])
            #expect(Array(piece) == expected, "token \(token)")
        }
        let last = tokens.ids.last.map { tokenizer.endOfTextIDs.contains($0) } ?? false
        #expect(last == ended)
    }

    @Test(arguments: 0..<3) func greedyTextIsTheReferences(_ index: Int) throws {
        let greedy = try #require(Sample.reference()["greedy"]?[index])
        let expected = Array(try #require(greedy["continuation"]).ids.prefix(24))
        let text = try #require(greedy["text"]?.string)
        let trace = try generate(request(text, raw: true, maxTokens: expected.count))
        let tokens = try #require(trace.tokens)
        #expect(Array(tokens.ids[tokens.response]) == expected)
        #expect(Array(tokens.ids[..<tokens.promptLength]) == greedy["ids"]?.ids)
        try expectConsistent(trace)
    }

    /// The first continuation's log-probabilities are in the numpy fixture.
    @Test func recordedNumbersAreTheForwardPasss() throws {
        let greedy = try #require(Sample.reference()["greedy"]?[0])
        let trace = try generate(
            request(try #require(greedy["text"]?.string), raw: true, maxTokens: 20))
        let logprobs = try #require(Sample.effects()["effects"]?[0]?["logprobs"]).numbers
        let found = trace.scores.logprobs.map { $0.map(Double.init) }
        #expect(largestDifference(found, Array(logprobs.suffix(20))) < 1e-4)
        for (token, top) in trace.scores.top.enumerated() {
            #expect(top.count == 8)
            #expect(top.first?.logprob == trace.scores.logprobs[token])
            #expect(zip(top, top.dropFirst()).allSatisfy { $0.logprob >= $1.logprob })
        }
    }

    @Test func aQuestionIsFramedAndItsStopTokenIsSilent() throws {
        let trace = try generate(request("What is 12 + 7?", maxTokens: 200))
        #expect(
            trace.context
                == "<|im_start|>user\nWhat is 12 + 7?<|im_end|>\n<|im_start|>assistant\n<think>\n")
        #expect(trace.prompt == "What is 12 + 7?")
        #expect(trace.sampling["stop"] == .string("end"))
        #expect(trace.tokens?.ids.last == 2)
        #expect(!trace.response.contains("<|im_end|>"))
        #expect(trace.response.contains("</think>"))
        try expectConsistent(trace)
        let reread = try Trace(json: trace.json)
        #expect(reread.tokens == trace.tokens)
        #expect(reread.scores == trace.scores)
        #expect(try Sample.opening().open(reread).tokenSource == .file)
    }

    @Test func oneSeedGivesOneTextWhateverTheThreads() throws {
        let sampling = SamplingOptions(temperature: 1, topK: 0, topP: 1, minP: 0, seed: 11)
        let traces = try [1, 2, 3].map {
            try generate(request("What is 3 + 4?", sampling: sampling), threads: $0)
        }
        #expect(traces[1] == traces[0])
        #expect(traces[2] == traces[0])
    }

    @Test(arguments: [
        SamplingOptions(temperature: 2, topK: 1, topP: 1, minP: 0, seed: 4),
        SamplingOptions(temperature: 2, topK: 0, topP: 0.0001, minP: 0, seed: 4),
        SamplingOptions(temperature: 2, topK: 0, topP: 1, minP: 1, seed: 4),
    ]) func theStrictestFilterIsGreedy(_ sampling: SamplingOptions) throws {
        let greedy = try generate(request("Is 91 prime?"))
        #expect(
            try generate(request("Is 91 prime?", sampling: sampling)).response == greedy.response)
    }

    @Test func promptsThatLeaveNoRoomAreRefused() throws {
        #expect(throws: ExperimentError.self) { try generate(request("", raw: true)) }
        let long = String(repeating: "word ", count: 1100)
        #expect(throws: ExperimentError.self) { try generate(request(long)) }
    }
}
