import HeddleEngine
import Testing

@Suite struct BatchedGeneratorTests {
    /// A text that is asked for.
    private struct Wish {
        var prefix: [Int32]
        var sampling: SamplingOptions
        var maxTokens: Int
    }

    private func alone(_ wish: Wish, _ model: Model, _ pool: WorkerPool) throws -> [Int32] {
        let context = try InferenceContext(
            model: model, pool: pool, capacity: wish.prefix.count + wish.maxTokens)
        _ = try context.append(wish.prefix)
        var generator = try Generator(context: context, sampling: wish.sampling)
        while try generator.next() != nil {}
        return Array(generator.tokens.dropFirst(wish.prefix.count))
    }

    /// Generates the texts, as many at once as the width allows; the others when there is room.
    private func together(
        _ wishes: [Wish], width: Int, _ model: Model, _ pool: WorkerPool
    ) throws -> [[Int32]] {
        let generator = try BatchedGenerator(model: model, pool: pool, width: width)
        var prefixes: [[Int32]: SharedPrefix] = [:]
        for prefix in Set(wishes.map(\.prefix)) {
            prefixes[prefix] = try SharedPrefix(prefix, model: model, pool: pool)
        }
        var texts: [[Int32]] = []
        repeat {
            while generator.room > 0, texts.count < wishes.count {
                let wish = wishes[texts.count]
                let prefix = try #require(prefixes[wish.prefix])
                let text = try generator.start(
                    prefix, sampling: wish.sampling, maxTokens: wish.maxTokens)
                #expect(text == texts.count)
                texts.append([])
            }
            for token in try generator.next() { texts[token.text].append(token.id) }
        } while !generator.texts.isEmpty || texts.count < wishes.count
        return texts
    }

    private func wishes(_ prefixes: [[Int32]], count: Int, maxTokens: Int) -> [Wish] {
        (0..<count).map { place in
            Wish(
                prefix: prefixes[place % prefixes.count],
                sampling: SamplingOptions(
                    temperature: place == 0 ? 0 : 0.9, topP: place % 3 == 0 ? 0.9 : 1,
                    seed: UInt64(place)),
                maxTokens: maxTokens - place % 4)
        }
    }

    @Test(arguments: [1, 3]) func givesTheTokensOfTheSingleGenerator(_ threads: Int) throws {
        let model = try SampleModel.load()
        let pool = WorkerPool(threads: threads)
        let prompts = try Reference.read().greedy.map(\.ids)
        let long = prompts[1] + (try Reference.read().greedy[1].continuation.prefix(40))
        let wishes = wishes([prompts[0], long, prompts[2]], count: 11, maxTokens: 90)
        let texts = try together(wishes, width: 5, model, pool)
        for (wish, text) in zip(wishes, texts) {
            #expect(try text == alone(wish, model, pool))
        }
        #expect(Set(texts).count == texts.count)
        #expect(texts.contains { $0.last == 2 } && texts.contains { $0.last != 2 })
    }

    /// Windows, soft caps, parallel blocks, learned positions, grouped queries, and LongRoPE, whose
    /// keys change where a text grows past the length that the model was first made for.
    @Test(arguments: ArchitectureFixture.names)
    func givesTheTokensOfTheSingleGeneratorInEveryArchitecture(_ name: String) throws {
        let fixture = try ArchitectureFixture.read(name)
        let model = try ArchitectureFixture.model(name)
        let pool = WorkerPool(threads: 2)
        let ids = try #require(fixture.texts.map(\.ids).max { $0.count < $1.count })
        let room = min(12, model.configuration.contextLength - ids.count / 2)
        try #require(room > 4)
        let prefixes = [Array(ids[..<(ids.count / 2)]), Array(ids[..<3])]
        let wishes = wishes(prefixes, count: 6, maxTokens: room)
        let texts = try together(wishes, width: 4, model, pool)
        for (wish, text) in zip(wishes, texts) {
            #expect(try text == alone(wish, model, pool))
        }
    }

    @Test func aTextThatIsStoppedLeavesTheOthersAlone() throws {
        let model = try SampleModel.load()
        let pool = WorkerPool(threads: 2)
        let prompt = try Reference.read().greedy[0].ids
        let wishes = wishes([prompt], count: 3, maxTokens: 30)
        let generator = try BatchedGenerator(model: model, pool: pool, width: 3)
        let prefix = try SharedPrefix(prompt, model: model, pool: pool)
        for wish in wishes {
            _ = try generator.start(prefix, sampling: wish.sampling, maxTokens: wish.maxTokens)
        }
        var text: [Int32] = []
        var steps = 0
        while !generator.texts.isEmpty {
            for token in try generator.next() where token.text == 2 { text.append(token.id) }
            steps += 1
            if steps == 5 { generator.stop(1) }
            #expect(generator.texts.contains(1) == (steps < 5))
        }
        #expect(try text == alone(wishes[2], model, pool))
    }

    @Test func cancellingLosesNoToken() throws {
        let model = try SampleModel.load()
        let pool = WorkerPool(threads: 2)
        let prompt = try Reference.read().greedy[0].ids
        let wish = Wish(
            prefix: prompt, sampling: SamplingOptions(temperature: 1, seed: 5), maxTokens: 12)
        let generator = try BatchedGenerator(model: model, pool: pool, width: 1)
        _ = try generator.start(
            SharedPrefix(prompt, model: model, pool: pool), sampling: wish.sampling,
            maxTokens: wish.maxTokens)
        let cancelled = Cancellation()
        cancelled.cancel()
        var text: [Int32] = []
        while !generator.texts.isEmpty {
            #expect { _ = try generator.next(cancellation: cancelled) } throws: {
                if case EngineError.cancelled = $0 { true } else { false }
            }
            text += try generator.next().map(\.id)
        }
        #expect(try text == alone(wish, model, pool))
    }

    @Test func refusesWhatCannotBe() throws {
        let model = try SampleModel.load()
        let pool = WorkerPool(threads: 1)
        #expect(throws: EngineError.self) { _ = try SharedPrefix([], model: model, pool: pool) }
        #expect(throws: EngineError.self) {
            _ = try BatchedGenerator(model: model, pool: pool, width: 0)
        }
        let prefix = try SharedPrefix([1, 5, 9], model: model, pool: pool)
        let generator = try BatchedGenerator(model: model, pool: pool, width: 1)
        #expect(throws: EngineError.self) {
            _ = try generator.start(prefix, sampling: .greedy, maxTokens: 0)
        }
        #expect(throws: EngineError.self) {
            _ = try generator.start(
                prefix, sampling: SamplingOptions(temperature: -1), maxTokens: 3)
        }
        _ = try generator.start(prefix, sampling: .greedy, maxTokens: 3)
        #expect(throws: EngineError.self) {
            _ = try generator.start(prefix, sampling: .greedy, maxTokens: 3)
        }
    }
}
