import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct RequestTests {
    private func kinds(_ effects: [Effect]) -> [String] {
        effects.map { String("\($0)".prefix { $0 != "(" }) }
    }

    @Test func openingATraceAsksForScoresSummariesAndTheHeadsLine() {
        var bench = Bench()
        bench.send(.result(.modelLoaded(Bench.model)))
        bench.open(SampleDocuments.small())
        #expect(Set(kinds(bench.work)) == ["score", "summaries", "headLine"])
        bench.press("l")
        #expect(bench.work.isEmpty)
    }

    @Test func whatIsThereIsNotAskedForAgain() throws {
        var bench = Bench.reading(SampleDocuments.long(tokens: 400))
        let id = try #require(bench.state.document?.id)
        bench.state.requests = Requests()
        bench.press("<right>")
        #expect(bench.work.contains(.summaries(document: id, mask: HeadMask(), firstQuery: 0)))
        bench.send(.result(.summaries(document: id, mask: HeadMask(), Self.block(0))))
        #expect(bench.work.isEmpty)
        bench.press("30l")
        #expect(bench.work.isEmpty)
        bench.press("40l")
        #expect(bench.work == [.summaries(document: id, mask: HeadMask(), firstQuery: 64)])
        bench.press("l")
        #expect(bench.work.isEmpty)
    }

    static func block(_ first: Int) -> SummaryBlock {
        let summary = HeadSummary(
            entropy: 1, normalizedEntropy: 0.5, sink: 0.1, previous: 0.2, induction: 0,
            planning: 0.1, planningLift: 2, top: [])
        return SummaryBlock(
            firstQuery: first,
            rows: Array(repeating: Array(repeating: summary, count: 48), count: 64))
    }

    @Test func theNextBlockIsAskedForNearTheEdge() throws {
        var bench = Bench.reading(SampleDocuments.long(tokens: 400))
        let id = try #require(bench.state.document?.id)
        bench.send(.result(.summaries(document: id, mask: HeadMask(), Self.block(0))))
        bench.press("60t")
        #expect(bench.work == [.summaries(document: id, mask: HeadMask(), firstQuery: 64)])
    }

    @Test func atMostEightBlocksAreKeptTheLastUsedOnes() throws {
        var bench = Bench.reading(SampleDocuments.long(tokens: 2000))
        let id = try #require(bench.state.document?.id)
        for first in stride(from: 0, to: 640, by: 64) {
            bench.send(.result(.summaries(document: id, mask: HeadMask(), Self.block(first))))
        }
        #expect(bench.state.numbers.summaries.count == 8)
        #expect(bench.state.numbers.summaries[576] != nil)
    }

    @Test func attentionColourAsksForTheSelectedHeadsPattern() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("3l")
        let query = bench.cursor - 1
        let head = HeadID(layer: 0, head: 0)
        let effects = bench.press(":color attention<enter>")
        #expect(
            effects.contains(
                .pattern(
                    document: id, mask: HeadMask(), head: head, queries: query..<query + 1)))
        let row = PatternRow(
            head: head, query: query, weights: Array(repeating: 0.1, count: query + 1))
        bench.send(.result(.patterns(document: id, mask: HeadMask(), [row])))
        #expect(bench.state.numbers.pattern(of: head, atQuery: query) == row)
        bench.press("<alt-3>")
        #expect(bench.work.isEmpty)
        bench.press("l")
        #expect(kinds(bench.work).contains("pattern") && kinds(bench.work).contains("headLine"))
    }

    @Test func theHeadScreenAsksForRowsAroundTheCursor() {
        var bench = Bench.reading()
        bench.press("<alt-3><enter>")
        #expect(bench.state.screen == .head)
        #expect(kinds(bench.work).contains("pattern"))
        bench.press("j")
        #expect(!kinds(bench.work).contains("pattern"))
    }

    @Test func beyondTheContextThereAreNoNumbers() {
        var short = Bench.model
        short.contextLength = 12
        var bench = Bench.reading(model: short)
        bench.press("G")
        #expect(bench.state.cursorQuery == nil)
        #expect(!kinds(bench.work).contains("summaries"))
        bench.press("12t")
        #expect(bench.state.cursorQuery == 11)
        bench.press("r")
        #expect(bench.state.cursorQuery == nil)
    }

    @Test func anotherModelsTraceIsScoredOnlyWhenAskedFor() {
        var bench = Bench()
        bench.send(.result(.modelLoaded(Bench.model)))
        bench.open(
            SampleDocuments.make(
                number: 3, id: "r1", prompt: "Hm?", reasoning: "So it is.", answer: "1",
                model: "qwen3"))
        #expect(bench.work.isEmpty)
        #expect(bench.state.foreignWriter == "qwen3")
        bench.press("<space>")
        #expect(bench.message.contains("qwen3 wrote this trace, bobbin is loaded"))
        bench.press(":score-anyway<enter>")
        #expect(kinds(bench.work).contains("score"))
        bench.press("<space>")
        #expect(!bench.state.annotations.mask.isEmpty)
    }

    @Test func theGridSaysWhyAnotherModelsTraceHasNoNumbers() {
        var bench = Bench()
        bench.send(.result(.modelLoaded(Bench.model)))
        bench.open(
            SampleDocuments.make(
                number: 3, id: "r1", prompt: "Hm?", reasoning: "So it is.", answer: "1",
                model: "qwen3"))
        let text = Views.frame(bench.state, keyMap: .standard).text
        #expect(text.contains("qwen3 wrote this trace"))
        #expect(!text.contains("computing the heads"))
    }

    @Test(arguments: [true, false])
    func aTraceOfAnotherProgramIsNotTheSampleModels(_ isSample: Bool) {
        var bench = Bench()
        bench.state.bundledModel = isSample ? Bench.model.path : "/elsewhere"
        bench.send(.result(.modelLoaded(Bench.model)))
        var document = SampleDocuments.small()
        document.trace.model = nil
        document.trace.extra["source"] = ["format": "messages"]
        bench.open(document)
        #expect(bench.state.foreignWriter == (isSample ? "an unnamed model" : nil))
        #expect(bench.state.mayAskModel == !isSample)
    }

    @Test func aModelThatCannotBeLoadedLeavesTheOneInUse() {
        var bench = Bench.reading()
        bench.press(":model /nowhere<enter>")
        #expect(bench.state.model == .loading(path: "/nowhere", previous: Bench.model))
        bench.send(.result(.modelFailed(path: "/nowhere", message: "cannot read /nowhere")))
        #expect(bench.state.model == .loaded(Bench.model))
        #expect(bench.message.contains("bobbin stays in use"))
    }

    @Test func withoutAModelBeforeItAFailureStays() {
        var bench = Bench()
        bench.press(":model /nowhere<enter>")
        bench.send(.result(.modelFailed(path: "/nowhere", message: "cannot read /nowhere")))
        #expect(bench.state.model == .failed(path: "/nowhere", message: "cannot read /nowhere"))
    }

    @Test func aTraceThatIsNotTokenisedIsOpenedAgainForANewModel() {
        var bench = Bench()
        let trace = SampleDocuments.small().trace
        let words = Document(
            id: DocumentID(1), trace: trace, tokens: nil, tokenSource: .words, labelling: .none)
        bench.open(words)
        bench.press("3w")
        bench.send(.result(.modelLoaded(Bench.model)))
        #expect(kinds(bench.work) == ["openTrace"])
        #expect(
            bench.state.opening?.byte
                == words.tokens.offsets[bench.cursor] - words.trace.contextLength)
    }
}

@Suite struct StaleResultTests {
    @Test func resultsOfAnOlderMaskAreDropped() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.press("<space>")
        let old = bench.state.annotations.mask
        bench.press("<alt-3>l<space>")
        let before = bench.state.numbers
        let row = TokenEffect(logprob: -1, ablatedLogprob: -2, kl: 0.5)
        bench.send(
            .result(
                .effects(
                    document: document.id, mask: old, first: 0, effects: [row], ablated: [],
                    complete: true)))
        bench.send(
            .result(.summaries(document: document.id, mask: old, RequestTests.block(0))))
        #expect(bench.state.numbers == before)
    }

    @Test func resultsOfAnOlderDocumentAreDropped() throws {
        var bench = Bench.reading()
        let before = bench.state.numbers
        let other = DocumentID(77)
        let block = RequestTests.block(0)
        bench.send(.result(.summaries(document: other, mask: HeadMask(), block)))
        bench.send(
            .result(
                .scored(
                    document: other, first: 0,
                    predictions: [Prediction(logprob: 0, entropy: 9, rank: 1, top: [])], by: "x")))
        #expect(bench.state.numbers == before)
        bench.send(.result(.traceOpened(SampleDocuments.small(number: 5, id: "late"), scores: [])))
        #expect(bench.state.document?.trace.id == "countdown-0007")
    }

    @Test func effectsAreMergedByPositionAndOldOnesStayUntilNewOnesCome() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.press("<space>")
        let first = bench.state.annotations.mask
        let row = TokenEffect(logprob: -1, ablatedLogprob: -2, kl: 0.5)
        let all = Array(repeating: row, count: document.tokens.count)
        bench.send(
            .result(
                .effects(
                    document: document.id, mask: first, first: 0, effects: all, ablated: [],
                    complete: true)))
        #expect(bench.state.numbers.effectsComplete)
        #expect(bench.state.numbers.summary?.planning?.deltaNLL == 1)
        #expect(bench.state.numbers.summary?.execution?.standardError == 0)

        bench.press("<alt-3>l<space>")
        let second = bench.state.annotations.mask
        #expect(bench.state.numbers.effect(on: 3, under: second)?.isOld == true)
        let other = TokenEffect(logprob: -1, ablatedLogprob: -1.5, kl: 0.1)
        bench.send(
            .result(
                .effects(
                    document: document.id, mask: second, first: 10, effects: [other, other],
                    ablated: [], complete: false)))
        let numbers = bench.state.numbers
        #expect(numbers.effect(on: 10, under: second)?.value == other)
        #expect(numbers.effect(on: 10, under: second)?.isOld == false)
        #expect(numbers.effect(on: 9, under: second)?.value == row)
        #expect(numbers.effect(on: 9, under: second)?.isOld == true)
        #expect(!numbers.effectsComplete)
        bench.press("x")
        #expect(bench.state.numbers.effects.isEmpty)
    }

    @Test func otherLabelsAskForWhatDependsOnThem() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.send(
            .result(.summaries(document: document.id, mask: HeadMask(), RequestTests.block(0))))
        var labelling = document.labelling
        labelling.moves = []
        labelling.lexicon = "other"
        bench.send(
            .result(.labelled(document: document.id, labelling, document.steps, number: 0)))
        #expect(bench.state.document?.labelling.lexicon == "other")
        #expect(
            bench.work.contains(
                .summaries(document: document.id, mask: HeadMask(), firstQuery: 0)))
        #expect(bench.work.contains { if case .headLine = $0 { true } else { false } })
        bench.press("p")
        #expect(bench.message == "This trace has no planning move")
    }

    @Test func failedWorkIsSaidAndNotAskedForInACircle() {
        var bench = Bench()
        bench.send(.result(.modelLoaded(Bench.model)))
        bench.open(SampleDocuments.small())
        bench.send(.result(.failed(.summaries, message: "out of memory")))
        #expect(bench.state.message == Message(.error, "out of memory"))
        #expect(bench.work.isEmpty)
        bench.press("l")
        #expect(bench.work.isEmpty)
    }
}

@Suite struct GenerationTests {
    @Test func anAlternativeIsTakenFromTheDetail() throws {
        var bench = Bench.reading()
        let document = try #require(bench.state.document)
        bench.press("p<enter>")
        #expect(bench.state.place.focus == .detail && bench.state.alternative == 0)
        bench.press("jj")
        #expect(bench.state.alternative == 2)
        bench.press("<enter>")
        guard
            case .branch(document.id, bench.cursor, 9, HeadMask(), let options, let new)? =
                bench.work.last
        else {
            Issue.record("no branch: \(bench.work)")
            return
        }
        #expect(options == GenerationOptions(temperature: 0.7, maxTokens: 400, seed: 7))
        bench.press("k<enter>")
        #expect(bench.message.contains("stands there already"))

        var branch = SampleDocuments.small(number: new.number, id: "branch-1")
        branch.id = new
        let target = bench.cursor
        bench.send(.result(.generationStarted(branch)))
        #expect(bench.state.document?.trace.id == "branch-1" && bench.cursor == target)
        #expect(bench.state.traces.entries.last?.parent == "countdown-0007")
        #expect(bench.state.generation != nil)
        bench.send(.result(.generated(branch, predictions: [], finished: true)))
        #expect(bench.state.generation == nil)
        #expect(bench.work.contains { if case .saveSession = $0 { true } else { false } })
    }

    @Test func aQuestionIsAskedAndTheCursorFollowsTheAnswer() throws {
        var bench = Bench.reading()
        bench.press("iWhat is 2 + 2?<enter>")
        guard case .ask("What is 2 + 2?", _, _, let new)? = bench.work.last else {
            Issue.record("nothing was asked")
            return
        }
        let start = SampleDocuments.make(
            number: new.number, id: "q1", prompt: "What is 2 + 2?", reasoning: "So", answer: "4")
        bench.send(.result(.generationStarted(start)))
        #expect(bench.cursor == start.tokens.count - 1)
        let grown = SampleDocuments.make(
            number: new.number, id: "q1", prompt: "What is 2 + 2?", reasoning: "So it is",
            answer: "4")
        bench.send(.result(.generated(grown, predictions: [], finished: false)))
        #expect(bench.cursor == grown.tokens.count - 1)
        bench.press("g")
        bench.send(.result(.generated(grown, predictions: [], finished: false)))
        #expect(bench.cursorText == "What")
        bench.press("<ctrl-c>")
        #expect(bench.work.contains(.cancel(.generate)) && bench.state.generation == nil)
        #expect(bench.state.document?.trace.id == "q1")
    }

    @Test func anAnswerThatWasCancelledBeforeItBeganDoesNotOpen() {
        var bench = Bench.reading()
        bench.press("iWell?<enter><ctrl-c>")
        #expect(bench.work.contains(.cancel(.generate)))
        bench.send(.result(.generationStarted(SampleDocuments.small(number: 2, id: "late"))))
        #expect(bench.state.document?.trace.id == "countdown-0007")
    }

    @Test func regeneratingNeedsAMaskAndOpensBothSides() throws {
        var bench = Bench.reading()
        let id = try #require(bench.state.document?.id)
        bench.press("R")
        #expect(bench.message.contains("All heads are on"))
        bench.press("3l<space>R")
        let mask = bench.state.annotations.mask
        #expect(
            bench.work.contains(
                .regenerate(
                    document: id, target: bench.cursor, mask: mask,
                    options: GenerationOptions(temperature: 0.7, maxTokens: 400, seed: 7))))
        #expect(bench.state.screen == .sideBySide)
        var left = Continuation(mask: HeadMask())
        var right = Continuation(mask: mask)
        left.ids = [1, 2, 3]
        right.ids = [1, 9]
        let both = SideBySide(
            document: id, start: bench.cursor, seed: 7, left: left, right: right)
        bench.send(.result(.continuations(both)))
        #expect(bench.state.sideBySide?.firstDifference == bench.cursor + 1)
        bench.press("q")
        #expect(bench.state.screen == .reading && !bench.state.quits)
        bench.press("|")
        #expect(bench.state.screen == .sideBySide)
    }

    @Test func tracesAreGoneThroughInTheOrderOfTheFilteredList() {
        var bench = Bench()
        let entries = (1...4).map {
            TraceEntry(
                TraceFacts(id: "t\($0)", correct: $0 % 2 == 0),
                at: TracePlace(file: "f", line: $0))
        }
        bench.send(.result(.filesOpened(entries: entries, skipped: [], select: "t2")))
        #expect(bench.work == [.openTrace(entry: entries[1], document: DocumentID(1))])
        bench.send(.result(.traceOpened(SampleDocuments.small(id: "t2"), scores: [])))
        bench.press("]")
        #expect(bench.work == [.openTrace(entry: entries[2], document: DocumentID(2))])
        bench.press("<alt-1>fright<enter>")
        #expect(bench.state.traces.visible == [1, 3])
        bench.press("]")
        #expect(bench.state.traces.selected?.id == "t4")
        bench.press("]]")
        #expect(bench.message == "This is the last trace")
        bench.press("fzzz<esc>")
        #expect(bench.state.traces.filter == "right")
        bench.press("f<ctrl-u><enter>j<enter>")
        #expect(bench.work.count == 1)
    }

    @Test func openingAsksForAPathAboveTheTraceList() {
        var bench = Bench.reading(width: 80, height: 24)
        bench.press("o")
        #expect(bench.state.place.focus == .traces)
        bench.press("more.jsonl<enter>")
        #expect(bench.work == [.openFiles(paths: ["more.jsonl"], select: nil)])
        bench.press("<esc>")
        #expect(bench.state.place.focus == .text)
    }
}
