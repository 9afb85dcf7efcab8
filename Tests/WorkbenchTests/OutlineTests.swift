import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct OutlineTests {
    private func outline(
        _ document: Document = StepDocuments.labelled(), width: Int = 100, height: Int = 20,
        keys: String = ""
    ) -> Bench {
        var bench = Bench.reading(document, width: width, height: height)
        bench.press("O" + keys)
        return bench
    }

    private func frame(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    /// Lines of the frame between the border's upper edge and the rule of the detail.
    private func rows(_ bench: Bench) -> [String] {
        let lines = frame(bench).split(separator: "\n").dropFirst(2)
        return lines.prefix { $0.hasPrefix("│") }.map {
            var line = $0.dropFirst(2).dropLast()
            while line.last == " " { line.removeLast() }
            return String(line)
        }.filter { !$0.isEmpty }
    }

    @Test func labelledStepsAreListedWhereTheSourceHasThem() {
        #expect(
            frame(outline(keys: "jjj")) == """
                 heddle │ bobbin 4.7M · not verified │ anchor-0001 ? 1 of 1 │ Token 6                       ● saved
                ╭ Outline · 6 labelled steps · counterfactual_importance_kl, full bar 2.0 ─────────────────────────╮
                │   0  s setup    ▏       0.012         The task wants 53 from 3, 7 and 8.                         │
                │   1  p plan     █████     2.0  ← 0    Maybe start with the largest product.                      │
                │   2  a compute  ▊        0.30  ← 1    7 * 8 is 56.                                               │
                │   3  a compute  ██▎      0.90  ← 1 2  56 - 3 is 53.                                              │
                │   4  c check                0  ← 3    Wait, did I use each number once?                          │
                │   5  r result   ▏      3.1e-4  ← 3 4  So the result is 7 * 8 - 3.                                │
                │                                                                                                  │
                │                                                                                                  │
                │                                                                                                  │
                │                                                                                                  │
                │                                                                                                  │
                ├ counterfactual_importance_kl: how far the answers move when another thought stands here, KL ─────┤
                │ step 3 · active_computation · 0.90, 2nd largest of 6                                             │
                │ builds on 1 2 · used by 4 5 · tokens 26–30                                                       │
                │ 56 - 3 is 53.                                                                                    │
                │ ← 1 p Maybe start with the largest product.                                                      │
                ╰ in the order of the text ─────────────────────────────────────────────────────────── step 3 of 6 ╯
                 Enter open  s sort  Tab moves  v measure  Space unfold  M matrix  q back  : command  ? help
                """)
    }

    @Test func onWideScreensTagsStandAsTheSourceSpellsThem() {
        #expect(
            rows(outline(width: 120))[1]
                == "  1  p plan_generation       ██████████     2.0  ← 0    "
                + "Maybe start with the largest product.")
    }

    @Test func theyAreSortedByImportanceAndBack() {
        var bench = outline(keys: "s")
        #expect(
            rows(bench).map { $0.prefix(4).filter(\.isNumber) } == ["1", "3", "2", "0", "5", "4"])
        #expect(frame(bench).contains("1st of 6"))
        bench.press("js")
        #expect(
            rows(bench).map { $0.prefix(4).filter(\.isNumber) } == ["0", "1", "2", "3", "4", "5"])
        // The selected step stays selected.
        #expect(frame(bench).contains("step 3 of 6"))
    }

    @Test func enterGoesToTheTextOfTheStep() {
        var bench = outline(keys: "jjjj<enter>")
        #expect(bench.state.screen == .reading && bench.cursorText == " Wait,")
        bench.press("O")
        #expect(frame(bench).contains("step 4 of 6"))
    }

    @Test func theMeasureChangesInTurnWithItsScale() {
        var bench = outline(keys: "v")
        let text = frame(bench)
        #expect(text.contains("counterfactual_importance_accuracy, full bar 0.50"))
        #expect(text.contains("-0.60"))
        bench.press("v")
        #expect(frame(bench).contains("planning score, full bar 1.0"))
        bench.press("v")
        #expect(frame(bench).contains("counterfactual_importance_kl, full bar 2.0"))
    }

    @Test func aStepUnfoldsToItsText() {
        var bench = outline(width: 60, keys: " ")
        #expect(rows(bench)[1].trimming == "The task wants 53 from 3, 7 and 8.")
        bench.press("Z")
        #expect(rows(bench).count == 6)
        bench.press("Z")
        #expect(bench.state.rowCount == 12)
        // The cursor goes through the lines of text as well.
        bench.press("jjj<enter>")
        #expect(bench.cursorText == " Maybe")
    }

    @Test func planningMovesUnfoldToTheExecutionBehindThem() {
        var bench = outline(keys: "<tab>")
        #expect(
            rows(bench) == [
                "    15  B branch    Maybe start                          + 14 tokens",
                "    31  V verify    Wait,                                + 23 tokens",
            ])
        bench.press(" ")
        #expect(rows(bench)[1].trimming.hasPrefix("with the largest product. 7 * 8 is 56."))
        bench.press("<tab>")
        #expect(rows(bench).count == 6)
    }

    @Test func withoutLabelsMovesComeFirstAndSentencesSecond() {
        var bench = outline(StepDocuments.unlabelled())
        #expect(frame(bench).contains("Outline · 2 planning moves"))
        bench.press("<tab>")
        #expect(frame(bench).contains("Outline · 6 sentences"))
        #expect(
            rows(bench)[1]
                == "  1      15  B    ███▏     0.63  Maybe start with the largest product.")
        bench.press("s")
        #expect(bench.message == "By planning score, the largest first")
    }

    @Test func aClickSelectsARowAndADoubleClickOpensIt() {
        var bench = outline()
        bench.send(.mouse(MouseEvent(x: 10, y: 4, kind: .press(.left))))
        #expect(bench.state.row == 2)
        bench.send(.mouse(MouseEvent(x: 10, y: 6, kind: .press(.left), clickCount: 2)))
        #expect(bench.state.screen == .reading && bench.cursorText == " Wait,")
    }

    @Test func copySendsTheTextOfTheStep() {
        var bench = outline(keys: "jj")
        bench.press("y")
        #expect(bench.work == [.copy(text: "7 * 8 is 56.")])
    }

    @Test func aLongOutlineIsMadeOnce() {
        var bench = outline(SampleDocuments.long(tokens: 20_000), keys: "<tab>Z")
        let rows = bench.state.outline.rows
        #expect(rows != nil)
        bench.press("jjj")
        #expect(bench.state.outline.rows == rows)
        #expect(bench.state.rowCount > 3000)
        bench.press("q")
        #expect(bench.state.outline.rows == nil)
    }
}

extension String {
    fileprivate var trimming: String {
        String(drop { $0 == " " })
    }
}
