import Canvas
import HeddleAnalysis
import Testing

@testable import Workbench

@Suite struct KnockoutTests {
    /// `K` on two spans: the first is hidden from the second.
    private func asked(_ bench: inout Bench) throws -> (DocumentID, KnockoutQuestion) {
        bench.press("V3lK5lV2lK")
        for case .knockout(let document, let question) in bench.work {
            return (document, question)
        }
        throw NotAsked()
    }

    private struct NotAsked: Error {}

    private func result(_ question: KnockoutQuestion, count: Int) -> KnockoutResult {
        let first = question.spans.destination.lowerBound
        let effects = (0..<count).map { token in
            token == 0
                ? nil
                : TokenEffect(
                    logprob: -1, ablatedLogprob: token < first ? -1 : -3,
                    kl: token < first ? 0 : 0.5)
        }
        return KnockoutResult(question: question, effects: effects)
    }

    @Test func twoSpansAskForAKnockOut() throws {
        var bench = Bench.reading()
        let start = bench.cursor
        let (document, question) = try asked(&bench)
        #expect(document == bench.state.document?.id)
        #expect(question.spans.source == start..<start + 4)
        #expect(question.spans.destination == start + 8..<start + 11)
        #expect(question.heads.isEmpty)
        #expect(bench.state.anchor == nil && bench.state.numbers.knockout.source == nil)
    }

    @Test func resultsColourTheTextAndGoAgain() throws {
        var bench = Bench.reading()
        let (document, question) = try asked(&bench)
        let count = try #require(bench.state.document?.tokens.count)
        bench.send(.result(.knockout(document: document, result(question, count: count))))
        #expect(bench.state.place.colorMode == .knockout)
        #expect(bench.message.contains("KL 0.50 nats") && bench.message.contains("-2.0 nats"))
        let text = Views.frame(bench.state, keyMap: .standard).text
        #expect(text.contains("hidden: KL 0.5"))
        #expect(text.contains("hidden from"))
        bench.press("K")
        #expect(bench.state.numbers.knockout.isEmpty && bench.state.place.colorMode == .planning)
        #expect(!Views.frame(bench.state, keyMap: .standard).text.contains("hidden: KL"))
    }

    @Test func headsAskTheSameAgain() throws {
        var bench = Bench.reading()
        let (document, question) = try asked(&bench)
        let count = try #require(bench.state.document?.tokens.count)
        bench.send(.result(.knockout(document: document, result(question, count: count))))
        bench.send(.command("knock-out", argument: "0.2,3.5"))
        let again = KnockoutQuestion(
            spans: question.spans, heads: [HeadID(layer: 0, head: 2), HeadID(layer: 3, head: 5)])
        #expect(bench.work == [.knockout(document: document, again)])
        bench.send(.command("knock-out", argument: "99.0"))
        #expect(bench.work.isEmpty && bench.message.contains("outside the model"))
    }

    @Test func answersToOtherQuestionsAreDropped() throws {
        var bench = Bench.reading()
        let (document, question) = try asked(&bench)
        let other = KnockoutQuestion(
            spans: try KnockoutSpans(source: 0..<1, destination: 3..<4, tokens: 9))
        bench.send(.result(.knockout(document: document, result(other, count: 9))))
        #expect(bench.state.numbers.knockout.result == nil)
        bench.send(.result(.failed(.knockout, message: "no memory")))
        #expect(bench.state.numbers.knockout.asked == nil)
        bench.send(.result(.knockout(document: document, result(question, count: 9))))
        #expect(bench.state.numbers.knockout.result == nil)
    }

    @Test func spansThatOverlapAreRefusedInWords() {
        var bench = Bench.reading()
        bench.press("V3lKV2lK")
        #expect(bench.message.contains("must end before"))
        #expect(bench.state.numbers.knockout.source != nil)
        #expect(!bench.effects.contains { if case .knockout = $0 { true } else { false } })
        bench.press("<esc>K")
        #expect(bench.state.numbers.knockout.isEmpty && bench.message == "Nothing is hidden")
        bench.press("K")
        #expect(bench.message.hasPrefix("Mark the tokens to hide"))
    }
}
