import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct MediationScreenTests {
    private static let result = SampleMediation.result()

    /// The screen with a finished result of the loaded model.
    static func measured(
        _ width: Int = 120, _ height: Int = 40, result: MediationResult = result
    ) -> Bench {
        var bench = Bench.reading(width: width, height: height)
        bench.press("Hr")
        bench.send(.result(.mediation(result, number: 1, isComplete: true)))
        bench.send(.result(.finished(.mediation)))
        bench.send(
            .result(
                .weightsHash(
                    ModelWeightsHash(path: Bench.model.path, sha256: SampleMediation.hash))))
        return bench
    }

    static func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    @Test func anEmptyScreenSaysHowItIsFilledAndEnterFillsIt() {
        var bench = Bench.reading()
        bench.press("H")
        #expect(bench.state.screen == .mediation)
        #expect(Self.text(bench).contains("yet: Enter does so."))
        bench.press("<enter>")
        #expect(
            bench.work == [
                .mediate(
                    HeadKindsRequest(
                        number: 1,
                        settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 30)))
            ])
        #expect(Self.text(bench).contains("Measuring: the first kind of head"))
        // A second one does not start beside it.
        bench.press("r")
        #expect(bench.work.isEmpty && bench.message.contains("Ctrl-C stops it"))
        bench.press("<ctrl-c>")
        #expect(bench.work == [.cancel(.mediation)])
    }

    @Test func withoutAModelItSaysSo() {
        var bench = Bench(width: 80, height: 24)
        bench.press("H")
        #expect(Self.text(bench).contains("No model is loaded: :model PATH"))
        bench.press("<enter>")
        #expect(bench.work.isEmpty && bench.message == "No model is loaded: :model PATH")
    }

    @Test func whatTakesLongSaysSoFirst() {
        var bench = Bench.reading()
        var model = Bench.model
        // 48 heads, 10 pairs, 2 rules, 3 kinds, 3 donors: 8,640 passes of 16 tokens, a sixth of each.
        model.secondsPerToken = 1e-3
        bench.send(.result(.modelLoaded(model)))
        bench.press(":mediate 10<enter>")
        #expect(bench.work.isEmpty)
        #expect(Self.text(bench).contains("8640 passes, about 23 s. Enter starts"))
        bench.press("<enter>")
        guard case .mediate(let request)? = bench.work.first else {
            Issue.record("nothing was started")
            return
        }
        #expect(request.settings.pairsPerRule == 10)
        bench.press("<ctrl-c>")
        bench.press(":mediate 1<enter>")
        #expect(bench.work.isEmpty && bench.message.contains("2 or more"))
    }

    @Test func kindsComeOneByOneAndOlderResultsAreDropped() {
        var bench = Bench.reading()
        bench.press("Hr")
        bench.send(
            .result(
                .mediation(
                    SampleMediation.result(kinds: [.abstraction]), number: 1, isComplete: false)))
        let text = Self.text(bench)
        #expect(text.contains("1 above 0.90") && text.contains("measuring…"))
        #expect(bench.state.measurements.isEmpty)
        bench.press("<ctrl-c>r")
        bench.send(.result(.mediation(Self.result, number: 1, isComplete: true)))
        #expect(bench.state.mediation == nil)
        bench.send(.result(.mediation(Self.result, number: 2, isComplete: true)))
        #expect(bench.state.mediation == Self.result)
    }

    @Test(arguments: [(120, 40), (200, 60)])
    func threeGridsStandSideBySide(width: Int, height: Int) {
        let bench = Self.measured(width, height)
        let lines = Self.text(bench).split(separator: "\n", omittingEmptySubsequences: false)
        let titles = lines.first { $0.contains("symbol abstraction") } ?? ""
        #expect(titles.contains("symbolic induction") && titles.contains("retrieval"))
        let text = Self.text(bench)
        // One scale for each kind, its ends printed.
        #expect(text.contains("-23.2") && text.contains("+23.2 logits"))
        #expect(text.contains("-5.40") && text.contains("+5.40 logits"))
        // Significant by the mean, and by the studentised test alone.
        #expect(text.contains("*") && text.contains("°"))
        #expect(text.contains("1 above 0.90") && text.contains("studentised"))
    }

    @Test func aSmallScreenShowsOneGridAtATime() {
        var bench = Self.measured(80, 24)
        #expect(Self.text(bench).contains("╭ symbol abstraction"))
        #expect(!Self.text(bench).contains("╭ symbolic induction"))
        bench.press("<tab>")
        #expect(Self.text(bench).contains("╭ symbolic induction"))
        bench.press("<shift-tab><shift-tab>")
        #expect(Self.text(bench).contains("╭ retrieval"))
        // Past the left edge the grid before begins, at its right edge.
        bench.press("h")
        #expect(bench.state.symbolic.kind == .induction)
        #expect(bench.state.place.selectedHead == HeadID(layer: 0, head: 7))
        bench.press("l")
        #expect(bench.state.symbolic.kind == .retrieval)
        #expect(bench.state.place.selectedHead == HeadID(layer: 0, head: 0))
    }

    @Test func withoutColourCellsAreDigitsSignsAndMarks() {
        var bench = Self.measured()
        bench.state.settings.colorless = true
        let rows = Self.text(bench).split(separator: "\n").map(String.init)
        // Head 0.0 has the largest score, 1.2 is a little below zero: -0.4 of 23.2.
        #expect(rows.contains { $0.contains("0[9*]+0 +0") })
        #expect(rows.contains { $0.contains("1 +0 +0 -0 +0") })
        // 4.3 is the largest of induction, 5.5 has 0.25 of 1.5: the second tenth.
        #expect(rows.contains { $0.contains("+0 1° +0") })
    }

    @Test func theSelectedHeadIsSaidWithItsControlsAndThresholds() {
        var bench = Self.measured()
        bench.press("<tab>4j3l")
        let text = Self.text(bench)
        #expect(text.contains("Head 4.3 · induction, symbolic · retrieval"))
        #expect(text.contains("* symbolic induction  +1.50 ±0.10         15.0"))
        #expect(text.contains("ABA +2.50   ABB +0.50"))
        #expect(text.contains("same rule, other tokens     +0.030, chance 0.31, 4 pairs"))
        #expect(text.contains("same rule, same third items not measured"))
        #expect(text.contains("above 0.90, p 2.0e-4"))
        #expect(text.contains("above 2.10, p 4.0e-4"))
        #expect(text.contains("-3.50 logits, unpatched"))
        #expect(text.contains("ABB solved  40 of 50 prompts, 80 % (95 %: 67 %–89 %)"))
        #expect(text.contains("ABB kept    2 of 4 abstract pairs, 50 %"))
        #expect(text.contains("No head is significant for everything."))
    }

    @Test func enterAndEscGoBackToTheTraceWithTheHeadSelected() {
        var bench = Self.measured(200, 60)
        bench.press("4j3l<enter>")
        #expect(bench.state.screen == .reading && bench.state.place.focus == .grid)
        #expect(bench.state.place.selectedHead == HeadID(layer: 4, head: 3))
        bench.press("kH")
        #expect(Self.text(bench).contains("Head 3.3"))
        bench.press("j<esc>")
        #expect(bench.state.screen == .reading)
        #expect(bench.state.place.selectedHead == HeadID(layer: 4, head: 3))
        #expect(Self.text(bench).contains("Head 4.3 · induction, symbolic · retrieval"))
    }

    @Test func spaceSwitchesTheHeadOff() {
        var bench = Self.measured()
        bench.press("j<space>")
        #expect(bench.state.annotations.mask.heads == [HeadID(layer: 1, head: 0)])
        #expect(Self.text(bench).contains("1[××]"))
    }

    @Test func pairsAreListedWithTheirScores() {
        var bench = Self.measured()
        let text = Self.text(bench)
        #expect(text.contains("Head 0.0 · abstraction · pair by pair"))
        #expect(text.contains("▶  1    +23.2") && text.contains("ABA cat^sun^cat ⏎ hat^pen^"))
        #expect(text.contains("2    +24.2") && text.contains("ABB fox^cup^cup"))
        bench.press("p")
        #expect(Self.text(bench).contains("▶  2    +24.2"))
        bench.press("l")
        #expect(Self.text(bench).contains("heads: 0.0 1.2"))
    }

    @Test func attentionIsAskedForAndColoursThePrompt() throws {
        var bench = Self.measured()
        bench.press(":next-page attention<enter>")
        let request = PromptAttentionRequest(
            head: HeadID(layer: 0, head: 0), prompt: "cat^sun^cat\nhat^pen^", beginsText: false)
        #expect(bench.work == [.promptAttention(request)])
        #expect(Self.text(bench).contains("computing…"))
        let tokens = ["cat", "^", "sun", "^", "cat", "\n", "hat", "^", "pen", "^"]
        let weights = tokens.indices.map { query in
            (0...query).map { Float($0 == 0 ? 0.8 : 0.2 / Float(query)) }
        }
        bench.send(
            .result(
                .promptAttention(
                    PromptAttention(request: request, tokens: tokens, weights: weights))))
        let text = Self.text(bench)
        // A head that abstracts is patched at the third item, token 4.
        #expect(text.contains("from 'cat' 4, the last third item"))
        #expect(text.contains("0 'cat'") && text.contains(".80"))
        bench.press("<tab>")
        #expect(Self.text(bench).contains("from '^' 9, the last position"))
        bench.press("p")
        #expect(bench.work.count == 1)
    }

    @Test func resultsAreTheSessionsAndComeBackWithIt() throws {
        let bench = Self.measured()
        let key = "mediation " + SampleMediation.hash
        let stored = try #require(bench.state.snapshot.measurements[key])
        #expect(try MediationResult(json: JSONValue(json: stored)) == Self.result)

        var again = Bench.reading()
        again.send(.result(.sessionOpened(bench.state.snapshot, entries: [])))
        #expect(again.state.mediation == Self.result)
        // Its badges wait until the loaded model is known to be the one that was measured.
        #expect(again.effects.contains(.hashWeights(path: Bench.model.path)))
        let head = HeadID(layer: 5, head: 0)
        #expect(again.state.badges(of: head).isEmpty)
        again.send(
            .result(
                .weightsHash(
                    ModelWeightsHash(path: Bench.model.path, sha256: SampleMediation.hash))))
        #expect(again.state.badges(of: head) == ["retrieval"])
    }

    @Test func anotherModelsResultGivesNoBadges() {
        var bench = Self.measured(
            result: SampleMediation.result(
                model: ModelIdentity(name: "other", sha256: "cd")))
        #expect(bench.state.badges(of: HeadID(layer: 0, head: 0)).isEmpty)
        let text = Self.text(bench)
        #expect(text.contains("Measured of other, and bobbin is loaded"))
        bench.press("q")
        #expect(!Self.text(bench).contains("abstraction"))
    }

    @Test func aDamagedMeasurementIsSaidAndKept() {
        var bench = Bench.reading()
        var snapshot = bench.state.snapshot
        snapshot.measurements = ["mediation x": "{}"]
        bench.send(.result(.sessionOpened(snapshot, entries: [])))
        #expect(bench.state.log.contains { $0.text.contains("'mediation x' is unreadable") })
        #expect(bench.state.snapshot.measurements == snapshot.measurements)
    }

    @Test func aFileIsShown() {
        var bench = Bench.reading()
        bench.press(":mediation a.json<enter>")
        #expect(bench.work == [.openMediation(path: "a.json")])
        bench.send(.result(.mediationOpened(Self.result, path: "a.json")))
        #expect(bench.state.mediation == Self.result && bench.state.screen == .mediation)
    }

    @Test func aClickSelectsAHeadOfTheGridThatItIsIn() throws {
        var bench = Self.measured()
        let geometry = try #require(bench.state.mediationGeometry(.retrieval))
        let cell = try #require(geometry.cell(of: HeadID(layer: 5, head: 0)))
        bench.send(.mouse(MouseEvent(x: cell.x, y: cell.y, kind: .press(.left))))
        #expect(bench.state.symbolic.kind == .retrieval)
        #expect(bench.state.place.selectedHead == HeadID(layer: 5, head: 0))
    }

    @Test func plainTextSaysTheScreen() {
        let spoken = Views.text(Self.measured().state, keyMap: .standard)
        #expect(spoken.contains("symbolic induction: 4.3"))
        #expect(spoken.contains("* symbol abstraction +23.2"))
    }

    @Test(arguments: [(60, 16), (80, 24), (109, 30), (120, 40), (200, 60)])
    func everyPageFitsEverySize(width: Int, height: Int) {
        var bench = Self.measured(width, height)
        for _ in MediationPage.allCases {
            bench.press("vz")
            let frame = Views.frame(bench.state, keyMap: .standard)
            #expect(frame.width == width && frame.height == height)
            bench.press("z")
            #expect(Self.text(bench).contains("next page"))
        }
    }

    /// A head of the longest name of a kind, at the longest place, in every size: no line is cut.
    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func similarityFitsEveryWidth(width: Int, height: Int) {
        var evidence = SymbolicEvidence(
            model: SampleMediation.model, shape: SampleMediation.shape,
            settings: EvidenceSettings(shots: 10))
        let head = HeadID(layer: 0, head: 0)
        let matrix = SimilarityMatrix(size: 8, hundredths: Array(repeating: 50, count: 64))
        let grid = [[Double?]](repeating: Array(repeating: -0.13, count: 8), count: 6)
        evidence.similarity = [
            SimilarityEvidence(
                kind: .abstraction, example: 9, prompts: 128, abstract: grid, token: grid,
                weightedAbstract: nil, weightedToken: nil, predictedAbstract: matrix,
                predictedToken: matrix, matrices: [HeadMatrix(head: head, matrix: matrix)])
        ]
        var bench = Self.measured(width, height)
        bench.send(.result(.evidence(evidence, isComplete: true)))
        bench.press(":next-page similarity<enter>")
        for isWide in [false, true] {
            bench.state.symbolic.isWide = isWide
            for selected in [head, HeadID(layer: 5, head: 7)] {
                bench.state.place.selectedHead = selected
                guard let page = bench.state.mediationLayout?.page.inset() else { return }
                let rows = Self.text(bench).split(separator: "\n", omittingEmptySubsequences: false)
                let inside = rows[page.y..<page.maxY].map {
                    String($0.dropFirst(page.x).prefix(page.width))
                }
                #expect(inside.allSatisfy { !$0.contains("…") })
                let words = inside.joined(separator: " ").split(separator: " ").joined(
                    separator: " ")
                #expect(words.contains("r with same variable -0.13 · with same token -0.13"))
                #expect(words.contains("symbol abstraction, third item of example 10"))
                #expect(
                    selected == head
                        ? words.contains("+1 · 128 prompts, same variables side by side")
                        : words.contains("Matrices are kept of 0.0"))
            }
        }
    }

    @Test func deepModelsScroll() {
        var bench = Bench.reading(
            model: ModelInfo(
                name: "deep", path: "/deep", parameters: 1,
                shape: HeadShape(layers: 80, heads: 64, keyValueHeads: 8), contextLength: 2048,
                vocabulary: 9))
        var result = Self.result
        result.shape = HeadShape(layers: 80, heads: 64, keyValueHeads: 8)
        let rows = (0..<80).map { layer in (0..<64).map { Double(layer + $0) } }
        for kind in SymbolicHeadKind.allCases { result.kinds[kind]?.scores = rows }
        bench.press("Hr")
        bench.send(.result(.mediation(result, number: 1, isComplete: true)))
        bench.press("70j40l")
        #expect(bench.state.place.selectedHead == HeadID(layer: 70, head: 40))
        #expect(Self.text(bench).contains("layers "))
    }
}
