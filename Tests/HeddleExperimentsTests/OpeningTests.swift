import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

@Suite struct OpeningTests {
    private static let frame =
        "<|im_start|>user\nWhat is 12 + 7?<|im_end|>\n<|im_start|>assistant\n"
    private static let response =
        "<think>\nLet me first think about a plan. 12 + 7 = 19.\n</think>\n19"

    private func bare() -> Trace {
        Trace(id: "bare", prompt: "What is 12 + 7?", response: Self.response)
    }

    @Test func aBareQuestionGetsTheModelsFrame() throws {
        let opened = try Sample.opening().open(bare())
        let tokenizer = try Sample.model().requireTokenizer()
        #expect(opened.tokenSource == .tokenizer)
        // The response brings the opening tag itself: the frame must not open it twice.
        #expect(opened.trace.context == Self.frame)
        let prompt = tokenizer.encode(Self.frame, addSpecial: false)
        let response = tokenizer.encode(Self.response, addSpecial: false)
        #expect(opened.tokens.ids == prompt + response)
        #expect(opened.tokens.promptLength == prompt.count)
        // The same ids as the reference's chat prompt begins and ends with.
        #expect(Array(prompt.prefix(3)) == [1, 344, 203])
        #expect(Array(prompt.suffix(5)) == [2, 203, 1, 345, 203])
        #expect(Array(response.prefix(2)) == [3, 203])
    }

    @Test func aResponseWithoutTagsContinuesTheOpenedOne() throws {
        var trace = bare()
        trace.response = "12 + 7 = 19."
        let opened = try Sample.opening().open(trace)
        #expect(opened.trace.context == Self.frame + "<think>\n")
        #expect(opened.trace.response == "12 + 7 = 19.")
    }

    @Test func aPromptThatHasItsFrameKeepsIt() throws {
        var trace = bare()
        trace.prompt = Self.frame
        trace.context = Self.frame
        let opened = try Sample.opening().open(trace)
        #expect(opened.trace.context == Self.frame)
    }

    @Test func idsOfTheFileAreUsedWhereTheySpellTheText() throws {
        let opened = try Sample.opening().open(bare())
        #expect(try Sample.opening().open(opened.trace).tokenSource == .file)
        var wrong = opened.trace
        wrong.tokens?.ids[5] = 700
        let again = try Sample.opening().open(wrong)
        #expect(again.tokenSource == .tokenizer)
        #expect(again.tokens == opened.tokens)
    }

    @Test func withoutAModelWordsAreTokens() throws {
        let opened = try TraceOpening(model: nil, labeller: Sample.labeller()).open(bare())
        #expect(opened.tokenSource == .words)
        #expect(opened.tokens.ids.allSatisfy { $0 == -1 })
        #expect(opened.tokens.offsets.last == opened.trace.text.utf8.count)
        #expect(opened.trace.tokens == nil)
        #expect(opened.labelling.intents.count == opened.tokens.count)
    }

    @Test func planningTokensAreThoseOfTheResponseThatTouchAGram() throws {
        let opened = try Sample.opening().open(bare())
        let text = Array(opened.trace.text.utf8)
        let gram = Array("Let me first think about a plan".utf8)
        let start = try #require(
            text.indices.first { text[$0...].starts(with: gram) })
        for token in 0..<opened.tokens.count {
            let touches = opened.tokens.bytes(of: token).overlaps(start..<start + gram.count)
            #expect(opened.labelling.isPlanning(token) == touches, "token \(token)")
        }
    }

    @Test func anotherModelsTraceIsRefusedUnlessOneWasNamed() throws {
        var trace = bare()
        trace.model = ModelIdentity(name: "other")
        #expect(throws: ExperimentError.self) {
            try ForeignTrace.check(trace, modelName: "bobbin", isModelNamed: false)
        }
        try ForeignTrace.check(trace, modelName: "bobbin", isModelNamed: true)
        trace.model = nil
        try ForeignTrace.check(trace, modelName: "bobbin", isModelNamed: false)
        trace.model = ModelIdentity(name: "bobbin")
        try ForeignTrace.check(trace, modelName: "bobbin", isModelNamed: false)
    }
}

@Suite struct TokenTableTests {
    /// Text and ids of an independent tokenizer, piece by piece in bytes.
    @Test func offsetsAreSumsOfBytes() throws {
        let tokenizer = try Sample.model().requireTokenizer()
        for example in try #require(Sample.reference()["tokenizer"]?.array) {
            let ids = try #require(example["ids"]).ids
            let text = try #require(example["text"]?.string)
            let table = TraceTokens.table(ids: ids, promptLength: 0, tokenizer: tokenizer)
            #expect(table.offsets.last == text.utf8.count)
            #expect(TraceTokens.text(of: ids, tokenizer: tokenizer) == text)
        }
    }

    /// "é" is two tokens of a byte each: alone the first is a repaired character of three bytes.
    @Test func aCharacterCutInTwoIsRepaired() throws {
        let tokenizer = try Sample.model().requireTokenizer()
        let ids = tokenizer.encode("é", addSpecial: false)
        #expect(ids.count == 2)
        let whole = TraceTokens.table(ids: ids, promptLength: 0, tokenizer: tokenizer)
        #expect(whole.offsets == [0, 1, 2])
        let half = TraceTokens.table(ids: [ids[0]], promptLength: 0, tokenizer: tokenizer)
        #expect(half.offsets == [0, 3])
        let stray = TraceTokens.table(
            ids: [ids[1], ids[0], ids[1]], promptLength: 0, tokenizer: tokenizer)
        #expect(stray.offsets.last == "\u{FFFD}é".utf8.count)
    }
}

@Suite struct PrefixTests {
    private func generated() throws -> OpenedTrace {
        var generation = try TraceGeneration(
            GenerationRequest(
                id: "g", prompt: "What is 12 + 7?", maxTokens: 20, sampling: SamplingOptions()),
            model: Sample.model(), pool: Sample.pool)
        while try generation.next() != nil {}
        return try Sample.opening().open(generation.trace)
    }

    @Test func aBranchKeepsWhatStandsBeforeItsToken() throws {
        let opened = try generated()
        let tokenizer = try Sample.model().requireTokenizer()
        let at = opened.tokens.promptLength + 6
        let branch = TracePrefix.of(opened, before: at, appending: [332], tokenizer: tokenizer)
        let tokens = try #require(branch.tokens)
        #expect(tokens.ids == Array(opened.tokens.ids[..<at]) + [332])
        #expect(branch.scores.logprobs.count == 7)
        #expect(
            Array(branch.scores.logprobs.prefix(6)) == Array(opened.trace.scores.logprobs.prefix(6))
        )
        #expect(branch.scores.logprobs.last == .some(nil))
        #expect(branch.scores.entropies.count == 7)
        #expect(branch.scores.top.count == 7)
        #expect(branch.text.utf8.count == tokens.offsets.last)
    }

    @Test func aCutInsideThePromptKeepsThePrompt() throws {
        let opened = try generated()
        let tokenizer = try Sample.model().requireTokenizer()
        for target in [-3, 0, 5] {
            let prefix = TracePrefix.of(
                opened, before: target, appending: [], tokenizer: tokenizer)
            #expect(prefix.tokens?.count == opened.tokens.promptLength)
            #expect(prefix.response.isEmpty)
        }
    }

    @Test func goingOnGreedilyGivesTheSameText() throws {
        let opened = try generated()
        let tokenizer = try Sample.model().requireTokenizer()
        let prefix = TracePrefix.of(
            opened, before: opened.tokens.promptLength + 8, appending: [], tokenizer: tokenizer)
        var generation = try TraceGeneration(
            continuing: prefix, mask: HeadMask(), reference: AblationReference(), maxTokens: 12,
            sampling: SamplingOptions(), model: Sample.model(), pool: Sample.pool)
        while try generation.next() != nil {}
        #expect(generation.trace.tokens?.ids == opened.tokens.ids)
        #expect(generation.trace.response == opened.trace.response)
    }

    @Test func divergenceAtTheEndIsTheSweepsEffect() throws {
        let expected = try #require(Sample.effects()["sweep"])
        let target = try #require(expected["target"]?.int)
        let tokens = Array(try FixtureText.first().tokens[..<target])
        let found = try Divergence.atEnd(
            of: tokens, under: HeadMask(heads: [HeadID(layer: 0, head: 0)]),
            model: Sample.model().model, pool: Sample.pool, reference: AblationReference())
        #expect(abs(Double(found) - (expected["kl"]?[0]?.double ?? .infinity)) < 1e-4)
    }
}
