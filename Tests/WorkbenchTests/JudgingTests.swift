import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct JudgingTests {
    private static let items = AnnotationItems([
        AnnotationItem(
            text: "let us try", kind: .gram, documents: 3, trace: "t1",
            context: "Now let us try 4.", place: 4..<14),
        AnnotationItem(
            text: "of the sum", kind: .random, documents: 2, trace: "t2",
            context: "Half of the sum is 9.", place: 5..<15),
    ])

    private func judging(_ answers: [Int: AnnotationAnswer] = [:]) -> Judging {
        Judging(
            round: AnnotationRound(Self.items, answers: answers), output: "out.jsonl",
            annotator: "ann", lexicon: "l", fingerprint: Self.items.fingerprint)
    }

    private func bench() -> Bench {
        var bench = Bench.reading(width: 80, height: 24)
        bench.state.files = ["traces.jsonl"]
        bench.send(.command("annotate", argument: "out.jsonl"))
        return bench
    }

    private func text(_ bench: Bench) -> String {
        Views.frame(bench.state, keyMap: bench.state.keyMap).text
    }

    @Test func phrasesAreDrawnFromTheOpenFiles() {
        var bench = bench()
        #expect(
            bench.work == [
                .drawPhrases(JudgingRequest(files: ["traces.jsonl"], output: "out.jsonl"))
            ])
        #expect(bench.state.screen == .judging)
        #expect(text(bench).contains("Drawing phrases"))
        bench.press("y")
        #expect(bench.work.isEmpty)
        bench.send(.result(.judgingReady(judging())))
        bench.send(.result(.finished(.judging)))
        #expect(text(bench).contains("phrase 1 of 2"))
    }

    @Test func everyAnswerIsSavedAndTheNextPhraseShown() {
        var bench = bench()
        bench.send(.result(.judgingReady(judging())))
        bench.press("n")
        let first = AnnotationRecord(
            .doesNot, to: 0, of: Self.items, fingerprint: Self.items.fingerprint,
            annotator: "ann", lexicon: "l")
        #expect(bench.work == [.saveAnswer(first, path: "out.jsonl")])
        bench.press("b")
        #expect(bench.work.isEmpty && text(bench).contains("answered before: does not"))
        bench.press("b")
        #expect(bench.message == "This is the first phrase")
        bench.press("yu")
        #expect(bench.state.judging?.round.answers == [0: .guides, 1: .unsure])
        #expect(text(bench).contains("All 2 phrases are judged"))
        bench.press("q")
        #expect(bench.state.screen == .reading)
        // The round is gone back to without drawing anew.
        bench.send(.command("annotate", argument: nil))
        #expect(bench.work.isEmpty && bench.state.screen == .judging)
    }

    @Test func nothingSaysWhichPhraseIsOfTheLexicon() {
        var bench = bench()
        bench.send(.result(.judgingReady(judging([0: .guides]))))
        #expect(bench.message == "1 of 2 were answered before")
        let shown = text(bench)
        #expect(shown.contains("of the sum") && shown.contains("Half of the sum is 9."))
        for word in ["gram", "random", "t2"] { #expect(!shown.contains(word)) }
    }

    @Test func theFormerRoundIsOneFileOnly() {
        var bench = bench()
        bench.send(.result(.judgingReady(judging())))
        bench.send(.command("annotate", argument: "other.jsonl"))
        #expect(bench.state.judging == nil)
        #expect(
            bench.work == [
                .drawPhrases(JudgingRequest(files: ["traces.jsonl"], output: "other.jsonl"))
            ])
        bench.state.settings.readOnly = true
        bench.send(.command("annotate", argument: "third.jsonl"))
        #expect(bench.work.isEmpty)
    }

    @Test func controlCharactersOfATextAreShownAsGlyphs() {
        var bench = bench()
        let item = AnnotationItem(
            text: "a\u{1B}[31m", kind: .gram, documents: 1, trace: "t",
            context: "so a\u{1B}[31m b", place: 3..<8)
        let items = AnnotationItems([item])
        bench.send(
            .result(
                .judgingReady(
                    Judging(
                        round: AnnotationRound(items), output: "o", annotator: "a", lexicon: "l",
                        fingerprint: items.fingerprint))))
        #expect(!text(bench).contains("\u{1B}") && text(bench).contains("␛"))
    }
}
