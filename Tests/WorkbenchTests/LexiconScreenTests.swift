import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct LexiconScreenTests {
    /// Clusters as the left list shows them, without borders.
    private func rows(_ bench: Bench) -> [String] {
        let columns = bench.state.lexiconColumns.groups
        return bench.frame.dropFirst(3).prefix(bench.state.lexiconRows?.groups.count ?? 0).map {
            let line = String($0.prefix(columns.width).dropFirst().dropLast())
            return line.split(separator: " ").joined(separator: " ")
        }
    }

    /// Intents of the moves of the open trace, as letters.
    private func moves(_ bench: Bench) -> String {
        String((bench.state.document?.labelling.moves ?? []).map(\.intent.letter))
    }

    private func saved(_ bench: Bench) -> Lexicon? {
        bench.effects.compactMap { effect -> Lexicon? in
            if case .saveLexicon(let lexicon, _) = effect { lexicon } else { nil }
        }.last
    }

    @Test func clustersAreListedByTheirSolutions() {
        var bench = Bench.lexicon()
        bench.press("<alt-i>")
        #expect(bench.frame[1].contains("Lexicon mined · 3 clusters"))
        #expect(bench.frame[2].contains("solutions phrases  times here"))
        // Share of solutions, phrases, times in each, times in the open trace.
        #expect(
            rows(bench) == [
                "B let's try 40 % 2 1.6 3", "K dead end 24 % 1 1.2 1", "V let me check 8 % 1 1.0 1",
            ])
    }

    @Test func phrasesAndExamplesStandBesideTheirCluster() {
        var bench = Bench.lexicon()
        bench.press("<alt-i>")
        let right = bench.frame.map {
            $0.drop { $0 != "│" }.dropFirst(bench.state.lexiconColumns.groups.width)
                .split(separator: " ").joined(separator: " ")
        }
        #expect(bench.frame[1].contains("#1 branch let's try"))
        #expect(right[2].contains("let's try 30 % 22×"))
        #expect(right[3].contains("another way 20 % 10×"))
        #expect(right[4].contains("Examples"))
        #expect(right[5].contains("First, let's try 7 + 8 = 15."))
        #expect(right[7].contains("3 times in countdown-0007"))
        #expect(bench.frame.contains { $0.contains("In 40 % of solutions (20 of 50)") })
    }

    @Test func theTokenDetailNamesTheClusterAndItsFrequency() {
        var bench = Bench.lexicon(height: 40)
        bench.press("gp")
        #expect(bench.frame.contains { $0.contains("branch · mined #1 df 40 %") })
        bench.edit("<alt-i>VjVmq")
        #expect(bench.frame.contains { $0.contains("branch · mined #1 df ≥ 40 %") })
    }

    @Test func anotherIntentRelabelsTheOpenTraceAtOnce() {
        var bench = Bench.lexicon()
        #expect(moves(bench) == "BKBV")
        bench.edit("<alt-i>ik")
        #expect(moves(bench) == "KKKV")
        #expect(saved(bench)?.clusters[0].intent == .backtrack)
        bench.edit("u")
        #expect(moves(bench) == "BKBV")
        #expect(saved(bench) == SampleLexicon.mined)
        bench.edit("U")
        #expect(moves(bench) == "KKKV")
        bench.press("u")
        bench.press("u")
        #expect(bench.message == "There is no edit to undo")
    }

    @Test func whatDependsOnLabelsIsForgottenAndAskedForAgain() throws {
        var bench = Bench.lexicon()
        let document = try #require(bench.state.document?.id)
        bench.send(
            .result(.summaries(document: document, mask: HeadMask(), RequestTests.block(0))))
        bench.state.traces.update(at: 0) { $0.facts.planningShare = 0.5 }
        let effects = bench.press("<alt-i>X")
        // Before the new labels are there the list's shares are gone, and so is nothing else.
        #expect(bench.state.traces.entries[0].planningShare == nil)
        bench.send(
            .result(.tracesCounted(["countdown-0007": CountedFacts(planningShare: 0.4, labels: 1)]))
        )
        #expect(bench.state.traces.entries[0].planningShare == nil)
        bench.answer(effects)
        #expect(moves(bench) == "KV")
        let share = try #require(bench.state.traces.entries[0].planningShare)
        let response = try #require(bench.state.document?.response)
        #expect(share == bench.state.document?.labelling.planningShare(of: response))
        #expect(bench.state.numbers.summaries.isEmpty)
        #expect(
            bench.work.contains(
                .summaries(document: document, mask: HeadMask(), firstQuery: 0)))
    }

    @Test func numbersOfEarlierLabelsAreNotShown() throws {
        var bench = Bench.lexicon()
        let steps = try #require(bench.state.document?.steps)
        let document = try #require(bench.state.document?.id)
        let effects = bench.press("<alt-i>X")
        // The worker has not taken the labels over yet.
        bench.send(
            .result(.summaries(document: document, mask: HeadMask(), RequestTests.block(0))))
        #expect(bench.state.numbers.summaries.isEmpty)
        bench.answer(effects)
        bench.send(
            .result(.summaries(document: document, mask: HeadMask(), RequestTests.block(0))))
        #expect(bench.state.numbers.summaries.count == 1)
        // Labels that came too late.
        bench.send(.result(.labelled(document: document, .none, steps, number: 1)))
        #expect(moves(bench) == "KV")
    }

    @Test func aTraceThatComesWithEarlierLabelsIsLabelledAgain() throws {
        var bench = Bench.lexicon()
        _ = bench.press("<alt-i>X")
        bench.open(SampleDocuments.small(number: 2))
        let request = bench.effects.compactMap { effect -> Int? in
            if case .relabel(_, let number, let request?) = effect,
                request.document == DocumentID(2)
            {
                number
            } else {
                nil
            }
        }
        #expect(request == [2])
    }

    @Test func totalsFollowTheLabels() throws {
        var bench = Bench.lexicon()
        let document = try #require(bench.state.document)
        bench.press("<alt-i>")
        bench.state.annotations.mask = HeadMask(heads: [HeadID(layer: 0, head: 2)])
        let effects = (1..<document.tokens.count).map {
            TokenEffect(logprob: -1, ablatedLogprob: -1 - Float($0 % 3), kl: 0)
        }
        bench.send(
            .result(
                .effects(
                    document: document.id, mask: bench.state.annotations.mask, first: 1,
                    effects: effects, ablated: [], complete: true)))
        let before = try #require(bench.state.numbers.summary?.planning)
        bench.edit("X")
        let after = try #require(bench.state.numbers.summary?.planning)
        #expect(after.tokens < before.tokens)
    }

    @Test func markedClustersAreMergedAndSplitAgain() {
        var bench = Bench.lexicon()
        bench.edit("<alt-i>jVjVm")
        #expect(rows(bench) == ["B let's try 40 % 2 1.6 3", "K dead end ≥ 24 % 2 ≤ 1.5 2"])
        #expect(moves(bench) == "BKBK")
        #expect(bench.message.contains("Merged into #2 'dead end', ≥ 24 %"))
        // The merged cluster's second phrase goes off on its own.
        bench.edit("<tab>jVs")
        #expect(
            rows(bench) == [
                "B let's try 40 % 2 1.6 3", "K dead end 24 % 1 1.2 1", "K let me check 8 % 1 1.0 1",
            ])
        #expect(bench.message.contains("#3 'let me check'"))
    }

    @Test func oneMarkedClusterIsMergedWithTheRow() {
        var bench = Bench.lexicon()
        bench.edit("<alt-i>Vjm")
        #expect(rows(bench).count == 2)
        bench.edit("m")
        #expect(bench.message.contains("mark two clusters or more"))
    }

    @Test func droppedPhrasesMarkNothing() {
        var bench = Bench.lexicon()
        bench.edit("<alt-i><enter>jX")
        #expect(bench.frame.contains { $0.contains("dropped: another way") })
        #expect(bench.state.document?.labelling.spans.count == 4)
        bench.edit("X")
        #expect(bench.state.document?.labelling.spans.count == 5)
    }

    @Test func aNameIsTypedAndAPhraseAdded() {
        var bench = Bench.lexicon()
        bench.edit("<alt-i>r")
        #expect(bench.state.overlay?.input?.text == "let's try")
        bench.edit("<ctrl-u>tries<enter>")
        #expect(rows(bench)[0].hasPrefix("B tries"))
        bench.edit("athink about<enter>")
        #expect(moves(bench) == "BBKBV")
        #expect(rows(bench)[0] == "B tries ≥ 40 % 3 ≤ 1.6 4")
        bench.edit("adead END<enter>")
        #expect(bench.message == "Not changed: 'dead end' is there already, in cluster #2")
    }

    @Test func theFilterNarrowsWhileItIsTypedAndEscBringsItBack() {
        var bench = Bench.lexicon()
        bench.press("<alt-i>/way")
        #expect(rows(bench) == ["B let's try 40 % 2 1.6 3"])
        bench.press("<esc>")
        #expect(rows(bench).count == 3)
        bench.press("/dead<enter>")
        #expect(bench.frame[1].contains("1 with 'dead'"))
        bench.press("<esc>")
        #expect(rows(bench).count == 3)
        #expect(bench.state.screen == .lexicon)
        bench.press("<esc>")
        #expect(bench.state.screen == .reading)
    }

    @Test func anExampleOpensInItsTraceAndBackIsTheSamePlace() throws {
        var bench = Bench.lexicon()
        bench.press("<alt-i><enter>jj")
        #expect(bench.frame.contains { $0.contains("countdown-0007 · corpus/traces.jsonl") })
        bench.press("<enter>")
        #expect(bench.state.screen == .reading)
        // Scalar 33 of the response.
        let document = try #require(bench.state.document)
        let first = document.tokens.offsets[bench.cursor] - document.trace.contextLength
        #expect((first...first + 8).contains(33))
        bench.press("q")
        #expect(bench.state.screen == .lexicon)
        #expect(bench.state.lexicon.side == .members)
        #expect(bench.state.row == 3)
    }

    @Test func anExampleOfAnotherTraceOpensThatTrace() throws {
        var bench = Bench.lexicon()
        bench.state.traces.append([
            TraceEntry(
                TraceFacts(id: "countdown-0009"), at: TracePlace(file: "traces.jsonl", line: 2))
        ])
        bench.press("<alt-i><enter>jjj<enter>")
        #expect(bench.state.opening?.traceID == "countdown-0009")
        #expect(bench.state.opening?.scalar == 7)
    }

    @Test func anExampleWhoseFileIsNotOpenIsLookedFor() {
        var bench = Bench.lexicon()
        let wanted = SampleLexicon.mined.clusters[1].examples[0]
        bench.press("<alt-i>j<enter>j")
        bench.press("<enter>")
        #expect(bench.work == [.findExample(wanted, lexicon: "/data/mined.json")])
        #expect(bench.state.screen == .lexicon)
        bench.send(.result(.exampleFound(path: "/data/gone.jsonl", wanted)))
        #expect(bench.work.contains(.openFiles(paths: ["/data/gone.jsonl"], select: "gone-0001")))
        let entry = TraceEntry(
            TraceFacts(id: "gone-0001"), at: TracePlace(file: "/data/gone.jsonl", line: 1))
        bench.send(.result(.filesOpened(entries: [entry], skipped: [], select: "gone-0001")))
        #expect(bench.state.opening?.scalar == 3)
    }

    @Test func theFirstEditOfAShippedLexiconMakesACopy() {
        let list = Lexicon(
            name: "starter", source: "",
            grams: [
                Gram(text: "let me check", intent: .verify),
                Gram(text: "let's try", intent: .branch),
            ])
        var bench = Bench.lexicon(list, isOwned: false)
        bench.press("<alt-i>")
        #expect(bench.frame.last { $0.contains("╰") }?.contains("starter-edited") == true)
        // In the order of the intents.
        #expect(rows(bench) == ["B let's try 2", "V let me check 1"])
        bench.edit("ic")
        #expect(moves(bench) == "CCV")
        #expect(bench.state.lexicon.inUse?.name == "starter-edited")
        #expect(bench.state.place.lexicon == "starter-edited")
        var copy = list
        copy.name = "starter-edited"
        copy.grams[1].intent = .conclude
        #expect(
            bench.effects.contains(
                .saveLexicon(copy, path: "/config/lexicons/starter-edited.json")))
        // A phrase of a list stays under the cursor when its intent moves it.
        #expect(bench.state.lexiconGroup == .gram("let's try"))
        bench.edit("u")
        #expect(bench.state.lexicon.inUse?.path == "/config/lexicons/starter-edited.json")
    }

    @Test func aCopyTakesANameThatIsFree() {
        var bench = Bench.lexicon(isOwned: false)
        bench.state.lexicon.names.append("starter-edited")
        bench.edit("<alt-i>X")
        #expect(bench.state.lexicon.inUse?.name == "starter-edited-2")
    }

    @Test func nothingIsWrittenInReadOnlyMode() {
        var bench = Bench.lexicon()
        bench.state.settings.readOnly = true
        bench.edit("<alt-i>X")
        #expect(saved(bench) == nil)
        #expect(moves(bench) == "KV")
    }

    @Test func anotherLexiconIsChosenByItsName() {
        var bench = Bench.lexicon()
        bench.press(":lexicon <down>")
        #expect(bench.frame.contains { $0.contains("lexicon published") })
        let effects = bench.press("<enter>")
        #expect(effects.contains(.loadLexicon(name: "published")))
        bench.press(":lexicon ./my.json<enter>")
        #expect(bench.effects.contains(.loadLexicon(name: "./my.json")))
        bench.send(.result(.lexiconFailed(message: "no such file")))
        #expect(bench.message == "no such file; /data/mined.json stays in use")
    }

    @Test func aSessionRemembersItsLexicon() {
        var bench = Bench.lexicon()
        #expect(bench.state.snapshot.place.lexicon == "/data/mined.json")
        var place = Place()
        place.lexicon = "published"
        let snapshot = SessionSnapshot(
            path: nil, annotations: Annotations(), place: place, modelPath: nil, files: [],
            trace: nil)
        bench.send(.result(.sessionOpened(snapshot, entries: [])))
        #expect(bench.effects.contains(.loadLexicon(name: "published")))
        // One that was named on the command line stays.
        bench.state.lexicon.isNamed = true
        bench.send(.result(.sessionOpened(snapshot, entries: [])))
        #expect(!bench.effects.contains(.loadLexicon(name: "published")))
        #expect(bench.state.place.lexicon == "/data/mined.json")
    }

    @Test func editsElsewhereSayWhereTheyAreMade() {
        var bench = Bench.lexicon()
        bench.send(.command("merge-clusters", argument: nil))
        #expect(bench.message == "That is done in the lexicon: Alt-i shows it")
    }
}
