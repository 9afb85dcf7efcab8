import Foundation
import HeddleAnalysis
import Testing

@Suite struct HeadSummaryTests {
    @Test func aRowIsSummedUpByHand() {
        let summary = HeadSummary(
            weights: [0.5, 0.25, 0.125, 0.125], tokens: [7, 9, 4, 7],
            planning: [true, true, false, true], topCount: 3)
        // 0.5 ln 2 + 0.25 ln 4 + 2 · 0.125 ln 8 = 1.75 ln 2
        #expect(abs(summary.entropy - Float(1.75 * log(2.0))) < 1e-6)
        #expect(abs(summary.normalizedEntropy - 0.875) < 1e-6)
        #expect(summary.sink == 0.5 && summary.previous == 0.125)
        // Token 7 of the query stood at 0: key 1 follows it.
        #expect(summary.induction == 0.25)
        // Keys 1 and 3 plan: 0.375 of the mass over 2 of 3 keys.
        #expect(summary.planning == 0.375)
        #expect(abs((summary.planningLift ?? 0) - 0.5625) < 1e-6)
        #expect(summary.top.map(\.key) == [0, 1, 2])
    }

    @Test func aSingleKeyHasNoEntropyAndNoLift() {
        let summary = HeadSummary(weights: [1], tokens: [3], planning: [true])
        #expect(summary.entropy == 0 && summary.normalizedEntropy == 0)
        #expect(summary.sink == 1 && summary.previous == 0 && summary.planning == 0)
        #expect(summary.planningLift == nil)
        #expect(HeadSummary(weights: []).top.isEmpty)
    }

    @Test func aWindowHidesTheFirstToken() {
        let summary = HeadSummary(
            weights: [0.25, 0.75], tokens: [1, 5, 2, 5], planning: [false, false, true, false],
            firstKey: 2)
        #expect(summary.sink == nil && summary.previous == 0.25 && summary.induction == 0.25)
        #expect(summary.planning == 0.25 && summary.planningLift == 0.5)
        #expect(summary.top.first == AttendedKey(key: 3, weight: 0.75))
    }

    @Test func newLabelsChangePlanningAlone() {
        let labelling = Labelling(
            spans: [], moves: [], intents: [.open, nil, .deduce, .deduce, nil], lexicon: "")
        let counts = PlanningCounts(labelling)
        #expect(counts.planning(in: 1..<4) == 2 && counts.planning(in: 0..<99) == 3)
        let weights: [Float] = [0.2, 0.2, 0.2, 0.2, 0.2]
        let whole = HeadSummary(weights: weights, planning: labelling.intents.map { $0 != nil })
        let old = HeadSummary(weights: weights)
        #expect(old.planningLift == nil)
        let new = old.withPlanning(mass: 0.4, counts: counts, query: 4)
        #expect(new == whole)
        #expect(abs((new.planningLift ?? 0) - 0.8) < 1e-6)
    }
}
