import HeddleAnalysis
import Testing

@Suite struct PlanningScoreTests {
    private let text = Array("Wait, maybe I should check it. So 3 + 4 = 7.".utf8)

    private func scores(_ parts: Set<PlanningScore.Part>) -> [Double] {
        let lexicon = Lexicon(
            name: "", source: "", grams: [Gram(text: "wait, maybe", intent: .backtrack)])
        let labelling = Labeller(lexicon).label(text: text, tokens: nil, range: text.indices)
        return PlanningScore(parts: parts).scores(
            text: text, labelling: labelling, sentences: [0..<30, 31..<44])
    }

    private func sums(_ parts: PlanningScore.Part...) -> [Double] {
        scores(Set(parts)).map { ($0 * 2.94 - 0.3) }
    }

    private func areClose(_ first: [Double], _ second: [Double]) -> Bool {
        first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) < 1e-9 }
    }

    @Test func partsAreAsByHand() {
        // "So 3 + 4 = 7." has 13 characters, five of them digits or operators.
        #expect(areClose(sums(.words), [1, 8.0 / 13]))
        // "Wait, maybe" has 11 of 30 bytes; half weight.
        #expect(areClose(sums(.spans), [0.5 * 11 / 30, 0]))
        #expect(areClose(sums(.opening), [0.15, -0.15]))
        // wait, maybe, should, check: full from three on.
        #expect(areClose(sums(.weighing), [0.3, 0]))
        #expect(areClose(sums(.form), [0.05, 0]))
        // The first gets a tenth of what the second has.
        #expect(areClose(sums(.place), [0.01 * 31 / 44, 0.1 * 31 / 44]))
    }

    @Test func neighboursCountByATenth() {
        let place = 0.1 * 31 / 44
        #expect(
            areClose(
                sums(.words, .place), [1 + 0.1 * (8.0 / 13 + place), 8.0 / 13 + place + 0.1]))
    }

    @Test func theWholeIsTheSumOfTheParts() {
        let own = [1 + 0.5 * 11 / 30 + 0.15 + 0.3 + 0.05, 8.0 / 13 - 0.15 + 0.1 * 31 / 44]
        #expect(
            areClose(
                scores(Set(PlanningScore.Part.allCases)).map { $0 * 2.94 - 0.3 },
                [own[0] + 0.1 * own[1], own[1] + 0.1 * own[0]]))
        #expect(PlanningScore().scores(text: [], labelling: .none, sentences: []) == [])
    }

    @Test func reasoningAndAnswerAreCutApartWithoutTheirTags() {
        let trace = Trace(
            id: "t", prompt: "",
            response: "<think>\nWait a moment. So 3 + 4 = 7.\n</think>\n\nThe answer is 7.")
        let text = trace.textBytes
        #expect(
            trace.planningSentences.map { String(decoding: text[$0], as: UTF8.self) }
                == ["Wait a moment.", "So 3 + 4 = 7.", "The answer is 7."])
    }
}
