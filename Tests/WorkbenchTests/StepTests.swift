import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct DocumentStepTests {
    @Test func stepsAreFoundByToken() throws {
        let document = StepDocuments.labelled()
        let steps = document.steps
        #expect(steps.areLabelled && steps.count == 6)
        for (number, sentence) in StepDocuments.sentences.enumerated() {
            let step = steps.steps[number]
            let text = String(decoding: document.bytes[step.bytes], as: UTF8.self)
            #expect(text == sentence.text)
            #expect(step.tokens.allSatisfy { steps.step(at: $0) == number })
        }
        #expect(steps.step(at: 0) == nil)
        #expect(steps.step(at: document.tokens.count - 1) == nil)
        #expect(steps.lastStep(upTo: document.tokens.count - 1) == 5)
        #expect(
            steps.steps(in: steps.steps[1].tokens.lowerBound..<steps.steps[3].tokens.upperBound)
                == [1, 2, 3])
        #expect(steps.dependents(of: 3) == [4, 5])
        #expect(
            steps.measures.map(\.name)
                == [
                    "counterfactual_importance_kl", "counterfactual_importance_accuracy",
                    "planning score",
                ])
    }

    @Test func withoutLabelsTheStepsAreSentences() {
        let steps = StepDocuments.unlabelled().steps
        #expect(!steps.areLabelled && steps.measures.map(\.name) == ["planning score"])
        #expect(steps.steps.map(\.bytes) == StepDocuments.labelled().steps.steps.map(\.bytes))
    }

    @Test func stepsInAnyOrderAreFoundAndKeepTheirNumbers() {
        var trace = Trace(id: "t", prompt: "", response: "αβγ delta epsilon")
        trace.steps = [
            LabelledStep(start: 10, end: 17, labels: ["later"]),
            LabelledStep(start: 0, end: 3, labels: ["earlier", "twice"]),
            LabelledStep(start: 40, end: 90, labels: []),
        ]
        let document = Document(
            id: DocumentID(1), trace: trace, tokens: nil, tokenSource: .words,
            labelling: Labelling(spans: [], moves: [], intents: [], lexicon: "none"))
        #expect(document.tokens.count == 3)
        #expect((0..<3).map { document.steps.step(at: $0) } == [1, nil, 0])
        #expect(document.steps.marks.tags == ["later", "earlier", "twice"])
        #expect(document.steps.marks.letter(of: "later") == "l")
        // `e` is the letter of final_answer_emission, `a` that of active_computation.
        #expect(document.steps.marks.letter(of: "earlier") == "i")
    }
}

@Suite struct StepMovementTests {
    @Test func parenthesesStepOverLabelledStepsAndSayThem() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press("))")
        #expect(
            bench.message == "step 2 of 6 · active_computation · "
                + "counterfactual_importance_kl 0.30 · builds on 1")
        bench.press("(")
        #expect(bench.cursorText == " Maybe" && bench.message.hasPrefix("step 1 of 6"))
        let log = bench.state.log
        bench.press("(")
        #expect(
            bench.message == "step 0 of 6 · problem_setup · "
                + "counterfactual_importance_kl 0.012")
        #expect(bench.state.log == log)
    }

    @Test func whereTheMeasuresNameHasNoRoomItIsCalledImportance() {
        var bench = Bench.reading(StepDocuments.labelled(), width: 60, height: 24)
        bench.press("))")
        #expect(
            bench.message == "step 2 of 6 · active_computation · importance 0.30 · builds on 1")
    }

    @Test func withoutLabelsParenthesesStepOverSentencesSilently() {
        var bench = Bench.reading(StepDocuments.unlabelled())
        bench.press(")")
        #expect(bench.cursorText == " Maybe" && bench.message.isEmpty)
    }

    @Test func bracesGoToTheStepsThatMatterMost() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press("}")
        #expect(bench.message.hasPrefix("step 1 of 6"))
        // All but the one that is zero: at least five are worth a stop.
        bench.press("3}")
        #expect(bench.message.hasPrefix("step 5 of 6"))
        bench.press("}")
        #expect(bench.message == "No important step after this one")
    }

    @Test func theMeasureIsChangedByNameOrInTurn() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.send(.command("step-measure", argument: nil))
        #expect(bench.message.hasPrefix("counterfactual_importance_accuracy: "))
        bench.press(")")
        #expect(bench.message.contains("counterfactual_importance_accuracy -0.60"))
        bench.send(.command("step-measure", argument: "KL"))
        #expect(bench.message.contains("is none of"))
        bench.send(.command("step-measure", argument: "counterfactual_importance_kl"))
        #expect(bench.state.stepMeasure?.name == "counterfactual_importance_kl")
    }

    @Test func colourModesOfStepsAreOfferedOnlyWhereThereAreSome() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press("ccccc")
        #expect(bench.state.place.colorMode == .steps)
        bench.press("c")
        #expect(bench.state.place.colorMode == .importance)
        bench.press("ccc")
        #expect(bench.state.place.colorMode == .planning)
        var plain = Bench.reading(StepDocuments.unlabelled())
        plain.press("ccccc")
        #expect(plain.state.place.colorMode == .importance)
        plain.press("ccc")
        #expect(plain.state.place.colorMode == .planning)
        plain.send(.command("color", argument: "steps"))
        #expect(plain.message.contains("is none of"))
    }
}

@Suite struct FoldingTests {
    /// The wrapped lines as they would be read, folds as `…`.
    private func text(_ state: State) -> [String] {
        guard let layout = state.layout else { return [] }
        return layout.lines.indices.filter { layout.lines[$0].part != .blank }.map { index in
            layout.lines[index].part == .fold
                ? "…" : layout.runs(of: index).map { layout.text(of: $0) }.joined()
        }
    }

    @Test func executionIsFoldedAndTheCursorStepsOverIt() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press(")Z")
        #expect(
            text(bench.state) == [
                "Make 53.", "…", "Maybe start with the largest product.", "…",
                "Wait, did I use each number once?", "…", "7 * 8 - 3",
            ])
        bench.press(")")
        #expect(bench.message.hasPrefix("step 4 of 6"))
        bench.press("Z")
        #expect(!text(bench.state).contains("…"))
    }

    @Test func aJumpIntoAFoldOpensIt() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press(")Z/56 - 3<enter>")
        #expect(text(bench.state)[2].contains("product. 7 * 8 is 56. 56 -"))
        #expect(text(bench.state).count { $0 == "…" } == 2)
        #expect(bench.cursorText == " 56")
    }

    @Test func aClickOnAFoldOpensIt() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press(")Z")
        let area = bench.state.readingLayout.textArea
        let line = bench.state.layout?.lines.firstIndex { $0.part == .fold } ?? 0
        bench.send(.mouse(MouseEvent(x: area.x + 3, y: area.y + line, kind: .press(.left))))
        #expect(text(bench.state)[1].hasPrefix("The task wants 53 from 3, 7 and 8. Maybe"))
    }

    @Test func withoutLabelsPlanningTokensDecide() {
        var bench = Bench.reading(StepDocuments.unlabelled())
        bench.press(")Z")
        #expect(text(bench.state).filter { $0 == "…" }.count == 3)
        #expect(bench.message == "4 sentences of execution folded away, that of the cursor shown")
    }

    @Test func aNewTraceIsNotFolded() {
        var bench = Bench.reading(StepDocuments.labelled())
        bench.press(")Z")
        bench.open(SampleDocuments.small(number: 2))
        #expect(!bench.state.folds.isOn && !text(bench.state).contains("…"))
    }
}
