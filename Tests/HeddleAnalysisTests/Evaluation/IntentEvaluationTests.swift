import HeddleAnalysis
import Testing

@Suite struct IntentEvaluationTests {
    /// Gold `ab` branch, `cd` verify, `e` planning without intent; found `ab` branch, `c` branch,
    /// `e` verify, `f` verify.
    private func evaluation() throws -> GoldEvaluation {
        let trace = try Trace(json: [
            "schema": "heddle.trace/1", "id": "t", "prompt": "", "response": "ab cd e f",
            "gold": [
                ["start": 0, "end": 2, "intent": "branch"],
                ["start": 3, "end": 5, "intent": "verify"], ["start": 6, "end": 7],
            ],
        ])
        let judged = try #require(JudgedTrace(trace))
        var evaluation = GoldEvaluation()
        evaluation.add(
            judged,
            spans: [
                MarkedSpan(bytes: 0..<2, intent: .branch),
                MarkedSpan(bytes: 3..<4, intent: .branch),
                MarkedSpan(bytes: 6..<7, intent: .verify),
                MarkedSpan(bytes: 8..<9, intent: .verify),
            ])
        return evaluation
    }

    @Test func charactersAreCountedByGoldAndFoundIntent() throws {
        let intents = try evaluation().intents
        #expect(intents.count(gold: .planning(.branch), found: .planning(.branch)) == 2)
        #expect(intents.count(gold: .planning(.verify), found: .planning(.branch)) == 1)
        #expect(intents.count(gold: .planning(.verify), found: .execution) == 1)
        #expect(intents.count(gold: .planning(nil), found: .planning(.verify)) == 1)
        #expect(intents.count(gold: .execution, found: .planning(.verify)) == 1)
        #expect(intents.count(gold: .execution, found: .execution) == 3)
    }

    /// Branch: 3 characters found, 2 of them right, 2 gold. Verify: the one found outside of gold
    /// is wrong, the one on gold without intent counts neither way; 2 gold, none found.
    @Test func eachIntentHasItsOwnPrecisionAndRecall() throws {
        let intents = try evaluation().intents
        let branch = intents.score(.branch)
        #expect(branch.precision == 2.0 / 3 && branch.recall == 1 && branch.f1 == 0.8)
        let verify = intents.score(.verify)
        #expect(verify.precision == 0 && verify.recall == 0)
        #expect(intents.score(.open).f1 == nil)
        // Marked by both: ab, c, e; the same intent: ab.
        #expect(intents.agreement == 0.5)
    }

    @Test func theReportSaysWhenGoldHasNoIntents() {
        #expect(IntentConfusion().scoresJSON["reason"]?.string != nil)
        #expect(IntentConfusion().countsJSON["none"]?["open"]?.int == 0)
    }
}
