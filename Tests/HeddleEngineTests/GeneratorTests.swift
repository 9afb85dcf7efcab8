import HeddleEngine
import Testing

@Suite struct GeneratorTests {
    private func generate(
        _ prompt: [Int32], count: Int, sampling: SamplingOptions = .greedy, threads: Int = 2,
        interventions: [Intervention] = []
    ) throws -> [GeneratedToken] {
        let context = try SampleModel.context(threads: threads)
        _ = try context.append(prompt)
        var generator = try Generator(
            context: context, sampling: sampling, interventions: interventions)
        var tokens: [GeneratedToken] = []
        while tokens.count < count, let token = try generator.next() { tokens.append(token) }
        return tokens
    }

    @Test(arguments: 0..<3) func greedyContinuationIsTheReferences(_ text: Int) throws {
        let reference = try Reference.read().greedy[text]
        let tokens = try generate(reference.ids, count: reference.continuation.count)
        #expect(tokens.map(\.id) == reference.continuation)
        #expect(tokens.first?.position == reference.ids.count)
        #expect(tokens.allSatisfy { $0.prediction.rank == 1 && $0.prediction.top[0].id == $0.id })
    }

    @Test func stopsAfterAStopToken() throws {
        let prompt = try Reference.read().greedy[0].ids
        let context = try SampleModel.context()
        _ = try context.append(prompt)
        var generator = try Generator(context: context)
        var last: GeneratedToken?
        while let token = try generator.next() { last = token }
        #expect(last?.endsText == true)
        #expect(last?.id == 2)
        #expect(generator.isFinished)
        #expect(generator.tokens.last == 2)
    }

    @Test func stopsWhereTheContextIsFull() throws {
        let prompt = try Reference.read().greedy[0].ids
        let context = try SampleModel.context(capacity: prompt.count + 3)
        _ = try context.append(prompt)
        var generator = try Generator(context: context)
        var count = 0
        while try generator.next() != nil { count += 1 }
        #expect(count == 3)
    }

    @Test func oneSeedGivesOneTextWhateverTheThreads() throws {
        let prompt = try Reference.read().greedy[1].ids
        let sampling = SamplingOptions(temperature: 0.7, seed: 42)
        let one = try generate(prompt, count: 60, sampling: sampling, threads: 1)
        let three = try generate(prompt, count: 60, sampling: sampling, threads: 3)
        #expect(one.map(\.id) == three.map(\.id))
        #expect(one.map(\.prediction) == three.map(\.prediction))
        let other = try generate(
            prompt, count: 60, sampling: SamplingOptions(temperature: 0.7, seed: 43))
        #expect(one.map(\.id) != other.map(\.id))
    }

    @Test func predictionsAreThoseOfTheFullPass() throws {
        let prompt = try Reference.read().greedy[2].ids
        let generated = try generate(prompt, count: 12)
        let context = try SampleModel.context()
        let full = try context.append(
            prompt + generated.map(\.id), request: ForwardRequest(predictions: true))
        for token in generated {
            let expected = try #require(full.predictions[token.position])
            #expect(abs(token.prediction.logprob - expected.logprob) < 1e-4)
            #expect(abs(token.prediction.entropy - expected.entropy) < 1e-4)
            #expect(token.prediction.rank == expected.rank)
        }
    }

    @Test func interventionsActFromTheFirstPredictionOn() throws {
        let prompt = try Reference.read().greedy[0].ids
        let heads = [HeadID(layer: 0, head: 0), HeadID(layer: 5, head: 6)]
        let masked = try generate(prompt, count: 1, interventions: [.zero(heads)])
        let context = try SampleModel.context()
        let full = try context.append(
            prompt + [masked[0].id], request: ForwardRequest(predictions: true),
            interventions: [.zero(heads, at: .from(prompt.count - 1))])
        let expected = try #require(full.predictions[prompt.count])
        #expect(abs(masked[0].prediction.logprob - expected.logprob) < 1e-4)
        let plain = try generate(prompt, count: 1)
        #expect(abs(masked[0].prediction.entropy - plain[0].prediction.entropy) > 1e-4)
    }

    @Test func nothingToContinueIsRefused() throws {
        let context = try SampleModel.context()
        #expect(throws: EngineError.self) { try Generator(context: context) }
    }
}
