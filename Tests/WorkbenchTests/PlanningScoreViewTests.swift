import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

/// The planning score of the steps on the screen.
@Suite struct PlanningScoreViewTests {
    private func frame(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: .standard).text
    }

    private func scores(_ document: Document) -> [Double?] {
        document.steps.measure(named: "planning score")?.values ?? []
    }

    @Test func everySentenceHasItsScore() throws {
        let document = StepDocuments.unlabelled()
        #expect(document.steps.measures.map(\.name) == ["planning score"])
        let report = LabelReport(
            trace: document.trace, labelling: document.labelling,
            lexicon: Lexicon(name: "", source: "", grams: []))
        let sentences = try #require(report.json["sentences"]?.array)
        // Six of the reasoning, then the answer's.
        #expect(sentences.count == 7)
        #expect(scores(document) == sentences.prefix(6).map { $0["score"]?.double })
        let values = scores(document).compactMap(\.self)
        #expect(values.allSatisfy { (0...1).contains($0) })
        // "Maybe start with…" above "7 * 8 is 56.", "Wait, did I…" above "So the result is…".
        #expect(values[1] > values[2] && values[4] > values[5])
    }

    @Test func labelledStepsHaveItBehindTheSourcesMeasures() {
        var bench = Bench.reading(StepDocuments.labelled())
        #expect(bench.state.stepMeasure?.name == "counterfactual_importance_kl")
        bench.send(.command("step-measure", argument: "planning score"))
        #expect(bench.message.hasPrefix("planning score: how much it plans"))
        bench.press("))")
        #expect(bench.message.contains("active_computation · planning score 0."))
        bench.send(.command("color", argument: "importance"))
        #expect(bench.message == "Text coloured by planning score")
        bench.send(.command("step-measure", argument: nil))
        bench.send(.command("color", argument: "importance"))
        #expect(bench.message == "Text coloured by importance: counterfactual_importance_kl")
    }

    @Test func stepsThatTheSourceGivesInAnyOrderGetTheirOwn() {
        var document = StepDocuments.labelled()
        let inOrder = scores(document)
        var trace = document.trace
        trace.steps = trace.steps.reversed() + [LabelledStep(start: 0, end: 0, labels: [])]
        document = Document(
            id: document.id, trace: trace, tokens: document.tokens, tokenSource: .file,
            labelling: document.labelling)
        #expect(scores(document) == inOrder.reversed() + [nil])
    }

    @Test func withoutStepsOfTheSourceTheTextIsColouredByTheScore() {
        var bench = Bench.reading(StepDocuments.unlabelled())
        bench.press("ccccc")
        #expect(bench.state.place.colorMode == .importance)
        #expect(bench.message == "Text coloured by planning score")
        let text = frame(bench)
        #expect(text.contains("planning score  0  0.25  0.50  0.75  ≥1.0"))
        #expect(!text.contains("importance"))
        bench.press(")")
        #expect(frame(bench).contains("│ sentence 1 of 6                │"))
        #expect(frame(bench).contains("│ planning score 0.63            │"))
    }

    @Test func itIsTheOnlyMeasureWithoutStepsOfTheSource() {
        var bench = Bench.reading(StepDocuments.unlabelled())
        bench.send(.command("step-measure", argument: nil))
        #expect(bench.message == "The planning score is the only measure of this trace")
        bench.open(StepDocuments.labelled(number: 2))
        #expect(bench.state.stepMeasure?.name == "counterfactual_importance_kl")
    }

    @Test func bracesGoToTheSentencesThatPlanMost() {
        var bench = Bench.reading(StepDocuments.unlabelled())
        bench.press("}")
        // The least of six is no stop: at least five are.
        #expect(bench.message == "sentence 1 of 6 · planning score 0.63")
        bench.press("99}")
        bench.press("}")
        #expect(bench.message == "No high planning score after this one")
    }

    @Test func theOutlineSortsSentencesByIt() {
        var bench = Bench.reading(StepDocuments.unlabelled(), width: 100, height: 20)
        bench.press("O<tab>s")
        #expect(bench.message == "By planning score, the largest first")
        let text = frame(bench)
        #expect(text.contains("Outline · 6 sentences · planning score, full bar 1.0"))
        #expect(text.contains("planning score: how much it plans, by its phrases, words and place"))
        #expect(text.contains("sentence 4 · 0.67, the largest of 6"))
        #expect(
            text.split(separator: "\n").filter { $0.contains("  0.") }.map {
                $0.dropFirst(2).prefix(42)
            } == [
                "  4      31  V    ███▍     0.67  Wait, did",
                "  1      15  B    ███▏     0.63  Maybe sta",
                "  2      21       ██▎      0.44  7 * 8 is ",
                "  3      26       ██▏      0.43  56 - 3 is",
                "  5      38       ██▏      0.42  So the re",
                "  0       6       ██       0.39  The task ",
            ])
    }

    @Test func otherLabelsGiveOtherScores() throws {
        var bench = Bench.lexicon()
        let before = scores(try #require(bench.state.document))
        bench.edit("<alt-i>X")
        let document = try #require(bench.state.document)
        #expect(scores(document) != before)
        let fresh = Document(
            id: document.id, trace: document.trace, tokens: document.tokens, tokenSource: .file,
            labelling: document.labelling)
        #expect(scores(document) == scores(fresh))
    }
}
