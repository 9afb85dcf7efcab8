import HeddleAnalysis
import Testing

@Suite struct SentenceEvaluationTests {
    private func trace(_ fields: [String: JSONValue]) throws -> Trace {
        var json: JSONValue = ["schema": "heddle.trace/1", "id": "t", "prompt": "é"]
        for (name, value) in fields { json.setField(name, value) }
        return try Trace(json: json)
    }

    @Test func theShareCountsCharactersNotBytes() {
        // 4 characters of 6: two of them take two bytes.
        let text = Array("éé ab·".utf8)
        let spans = [MarkedSpan(bytes: 0..<5, intent: nil), MarkedSpan(bytes: 5..<6, intent: nil)]
        #expect(spans.share(ofCharactersIn: text.indices, of: text) == 4.0 / 6)
        #expect(spans.share(ofCharactersIn: 5..<7, of: text) == 0.5)
        #expect(spans.share(ofCharactersIn: 3..<3, of: text) == 0)
        #expect([MarkedSpan]().share(ofCharactersIn: text.indices, of: text) == 0)
    }

    @Test func aStepPlansByItsTags() throws {
        let trace = try trace([
            "response": "ö one. two.",
            "steps": [
                ["start": 0, "end": 6, "labels": ["active_computation", "self_checking"]],
                ["start": 7, "end": 11, "labels": ["fact_retrieval"]],
            ],
        ])
        let judged = try #require(JudgedTrace(trace))
        #expect(judged.sentenceSource == .labelledSteps)
        #expect(judged.sentences.map(\.isPlanning) == [true, false])
        #expect(judged.sentences.map(\.bytes) == [2..<9, 10..<14])
        let facts = try #require(JudgedTrace(trace, planningTags: ["fact_retrieval"]))
        #expect(facts.sentences.map(\.isPlanning) == [false, true])
        #expect(JudgedTrace(try self.trace(["response": "one"])) == nil)
    }

    @Test func aSentencePlansWhenHalfOfItsCharactersAreGold() throws {
        let trace = try trace([
            "response": "abcd. efgh. ijkl.",
            "gold": [["start": 0, "end": 3], ["start": 6, "end": 8]],
        ])
        let judged = try #require(JudgedTrace(trace))
        #expect(judged.sentenceSource == .goldSpans)
        // 3 of 5, 2 of 5, 0 of 5.
        #expect(judged.sentences.map(\.isPlanning) == [true, false, false])
    }

    @Test func tracesAreResampledWhole() {
        var sentences = ScoredSentences()
        let yes = JudgedSentence(bytes: 0..<1, isPlanning: true)
        let no = JudgedSentence(bytes: 0..<1, isPlanning: false)
        // Each trace alone has AUROC 1 and base 1/2: no draw can differ.
        for _ in 0..<8 { sentences.add([yes, no], scores: [0.5, 0]) }
        let same = sentences.spreads(Bootstrap(draws: 50, seed: 1))
        #expect(same.map { $0?.standardError } == [0, 0, 0, 0, 0])
        #expect(same.last??.interval == 1...1)
        // Now half of the traces are upside down, and the draws differ.
        for _ in 0..<8 { sentences.add([yes, no], scores: [0, 0.5]) }
        let spread = sentences.spreads(Bootstrap(draws: 400, seed: 1))
        let auroc = spread.last ?? nil
        // The number of upright traces is binomial (16, 1/2): AUROC = k/16, deviation 1/8.
        #expect(abs((auroc?.standardError ?? 0) - 0.125) < 0.02)
        #expect(spread.first??.standardError == 0)
        #expect(sentences.spreads(Bootstrap(draws: 400, seed: 1)) == spread)
        #expect(sentences.spreads(Bootstrap(draws: 400, seed: 2)) != spread)
        var single = ScoredSentences()
        single.add([yes, no], scores: [1, 0])
        #expect(single.spreads(Bootstrap()).allSatisfy { $0 == nil })
    }

    /// What `Tests/References/grams_evaluate.py anchors` prints for the same files: Python's `re`
    /// and scikit-learn's roc_auc_score. `own` is the rule of the matcher (a boundary of words only
    /// where the phrase ends in a letter or digit).
    @Test(.enabled(if: SampleFiles.haveReal, "needs ../shared/samples/real"))
    func sentencesOfPublishedTracesScoreAsInPython() throws {
        var lexicon = try SampleFiles.lexicon("published-2509.03646")
        let all = try score(lexicon)
        #expect(all.sentences == 2929)
        #expect(abs(try #require(all.base) - 0.281325) < 1e-6)
        #expect(abs(try #require(all.precision) - 0.392918) < 1e-3)
        #expect(abs(try #require(all.recall) - 0.834951) < 2e-3)
        #expect(abs(try #require(all.auroc) - 0.744497) < 1e-3)
        lexicon.grams.removeAll { $0.text == "so" }
        let others = try score(lexicon)
        #expect(abs(try #require(others.precision) - 0.504475) < 1e-3)
        #expect(abs(try #require(others.lift) - 1.793213) < 4e-3)
        #expect(abs(try #require(others.recall) - 0.752427) < 1e-3)
        #expect(abs(try #require(others.auroc) - 0.759169) < 1e-3)
    }

    private func score(_ lexicon: Lexicon) throws -> SentenceScore {
        var evaluation = LexiconEvaluation(Labeller(lexicon))
        for trace in try SampleFiles.anchorTraces() { evaluation.add(trace) }
        return evaluation.main.shares.score
    }
}
