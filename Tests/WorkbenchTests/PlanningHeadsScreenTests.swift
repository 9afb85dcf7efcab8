import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct PlanningHeadsScreenTests {
    /// Head 0.1 hurts move starts by 0.5 nats and mathematics by 0.1, 5.0 the other way round.
    private static let sweep = PlanningSweep(
        model: "bobbin", lexicon: "seed", mode: .zero, traces: 120, problems: 60,
        settings: PlanningSweepSettings(),
        baseline: [.start: GroupBaseline(tokens: 40, meanNLL: 0.9)], matching: [:],
        effects: [
            effect(HeadID(layer: 5, head: 0), start: 0.1, mathematics: 0.6, p: 1, [.retrieval]),
            effect(HeadID(layer: 0, head: 1), start: 0.5, mathematics: 0.1, p: 0.01, []),
            effect(HeadID(layer: 2, head: 2), start: 0.02, mathematics: 0.01, p: 0.4, []),
        ])

    private static func effect(
        _ head: HeadID, start: Double, mathematics: Double, p: Double,
        _ kinds: Set<SymbolicHeadKind>
    ) -> PlanningEffect {
        func group(_ value: Double, _ tokens: Int) -> GroupEffect {
            GroupEffect(
                deltaNLL: value,
                spread: BootstrapSpread(standardError: 0.01, interval: value - 0.02...value + 0.02),
                tokens: tokens)
        }
        return PlanningEffect(
            heads: [head], summary: EffectAccumulator().summary,
            groups: [
                .start: group(start, 40), .rest: group(0.03, 90), .prose: group(0.04, 200),
                .mathematics: group(mathematics, 300),
            ],
            differences: [
                .mathematics: MatchedDifference(
                    start: start, group: mathematics,
                    spread: BootstrapSpread(
                        standardError: 0.05,
                        interval: start - mathematics - 0.1...start - mathematics + 0.1))
            ],
            significance: EffectSignificance(t: 4.5, p: p / 4, familyWiseP: p, q: p / 2),
            kinds: kinds)
    }

    private static func measured(_ width: Int = 120, _ height: Int = 40) -> Bench {
        var bench = Bench.reading(width: width, height: height)
        bench.press("&r")
        bench.send(
            .result(.planningSweep(sweep, model: SampleMediation.model, number: 1)))
        bench.send(.result(.finished(.planningSweep)))
        bench.send(
            .result(
                .weightsHash(
                    ModelWeightsHash(path: Bench.model.path, sha256: SampleMediation.hash))))
        return bench
    }

    private static func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    @Test func enterMeasuresTheListedTraces() {
        var bench = Bench.reading()
        bench.press("&")
        #expect(bench.state.screen == .planningHeads)
        #expect(Self.text(bench).contains("Which heads carry the plan?"))
        bench.press("<enter>")
        guard case .sweepPlanning(let request)? = bench.work.first else {
            Issue.record("nothing was started")
            return
        }
        #expect(request.entries.map(\.id) == bench.state.traces.entries.map(\.id))
        #expect(request.mode == .zero)
        #expect(Self.text(bench).contains("Measuring … Ctrl-C stops."))
        bench.press("<ctrl-c>")
        #expect(bench.work == [.cancel(.planningSweep)])
    }

    @Test func withoutModelOrTracesItSaysWhatIsMissing() {
        var bench = Bench(width: 80, height: 24)
        bench.press("&<enter>")
        #expect(bench.message == "No model is loaded: :model PATH")
        bench.send(.result(.modelLoaded(Bench.model)))
        bench.press("<enter>")
        #expect(bench.work.isEmpty && bench.message.contains("No traces are listed"))
    }

    @Test func whatTakesLongSaysSoFirst() {
        var bench = Bench.reading()
        var model = Bench.model
        model.secondsPerToken = 1e-2
        bench.send(.result(.modelLoaded(model)))
        bench.state.traces.entries[0].facts.tokens = 100
        bench.press("&r")
        // 48 heads, one trace of 100 tokens, half of each pass: 24 s.
        #expect(bench.work.isEmpty)
        #expect(Self.text(bench).contains("48 heads over 1 trace, about 24 s. Enter starts"))
        bench.press("<enter>")
        #expect(bench.work.count == 1)
    }

    @Test func headsAreRankedWithTheirIntervalsKindsAndSignificance() {
        let text = Self.text(Self.measured())
        let rows = text.split(separator: "\n").map(String.init)
        #expect(rows.contains { $0.contains("1 * 0.1   +0.40    +0.30 to +0.50") })
        #expect(rows.contains { $0.contains("3   5.0   -0.50    -0.60 to -0.40    retrieval") })
        #expect(text.contains("* worse at move starts · family-wise 5 %"))
    }

    @Test func theSelectedHeadsGroupsAndTheNoteStandBeside() {
        var bench = Self.measured()
        bench.press("gG")
        let text = Self.text(bench)
        #expect(bench.state.place.selectedHead == HeadID(layer: 5, head: 0))
        #expect(text.contains("Head 5.0 · retrieval"))
        #expect(text.contains("move starts            +0.10    +0.080 to +0.12    40 tokens"))
        #expect(text.contains("mathematics            +0.60    +0.58 to +0.62     300 tokens"))
        #expect(text.contains("t 4.50 · p 1.00 over all heads · q 0.50"))
        #expect(text.contains("any damage costs"))
    }

    @Test func theScatterMarksKindsAndTheSelectedHead() {
        let text = Self.text(Self.measured())
        #expect(text.contains("move starts") && text.contains("mathematics"))
        #expect(text.contains("●") && text.contains("◆"))
        #expect(text.contains("● retrieval"))
        var plain = Self.measured()
        plain.state.settings.ascii = true
        let ascii = Self.text(plain)
        #expect(ascii.contains("r retrieval") && ascii.contains("@"))
    }

    @Test func enterGoesToTheTraceWithTheHead() {
        var bench = Self.measured()
        bench.press("jj<enter>")
        #expect(bench.state.screen == .reading && bench.state.place.focus == .grid)
        #expect(bench.state.place.selectedHead == HeadID(layer: 5, head: 0))
        // The way back finds the head again.
        bench.press("&")
        #expect(bench.state.row == 2)
    }

    /// Twenty heads in a list of some ten lines: the selected one is the last that is shown, as
    /// many as fit of the first ones stand above it, and a click finds what is drawn.
    @Test func theListOpensWithAsMuchOfItsTopAsShowsTheSelectedHead() throws {
        let heads = (0..<20).map { HeadID(layer: $0 / 8, head: $0 % 8) }
        var sweep = Self.sweep
        sweep.effects = heads.enumerated().map { rank, head in
            Self.effect(head, start: 1 - Double(rank) / 50, mathematics: 0, p: 1, [])
        }
        var bench = Bench.reading(width: 80, height: 16)
        bench.press("&r")
        bench.state.place.selectedHead = heads[3]
        bench.send(.result(.planningSweep(sweep, model: SampleMediation.model, number: 1)))
        bench.send(.result(.finished(.planningSweep)))
        func shown() -> [String] {
            Self.text(bench).split(separator: "\n").compactMap { line in
                heads.map(\.description).first { line.contains("   \($0)   ") }
            }
        }
        let opened = shown()
        #expect(opened.first == "0.0" && opened.count > 8 && opened.count < 20)
        bench.press("<esc>")
        bench.state.place.selectedHead = heads[15]
        bench.press("&")
        #expect(bench.state.row == 15 && shown().last == heads[15].description)
        #expect(shown().count == opened.count)
        let area = bench.state.listArea
        bench.send(
            .mouse(MouseEvent(x: area.x + 2, y: area.y, kind: .press(.left), clickCount: 1)))
        #expect(bench.state.row == 16 - opened.count)
    }

    @Test func theSweepIsTheSessions() throws {
        let bench = Self.measured()
        var again = Bench.reading()
        again.send(.result(.sessionOpened(bench.state.snapshot, entries: [])))
        #expect(again.state.planningHeads.ranked.map(\.name) == ["0.1", "2.2", "5.0"])
        again.press("&")
        #expect(Self.text(again).contains("of bobbin"))
    }

    @Test(arguments: [(60, 16), (80, 24), (120, 40), (200, 60)])
    func itFitsEverySize(width: Int, height: Int) {
        let bench = Self.measured(width, height)
        #expect(Self.text(bench).contains("0.1"))
        #expect(Views.text(bench.state, keyMap: .standard).contains("0.1 +0.40"))
    }
}
