import HeddleAnalysis
import Testing

@Suite struct MediationTableTests {
    private let shape = HeadShape(layers: 1, heads: 2, keyValueHeads: 1)

    private func table() -> MediationTable {
        var table = MediationTable(
            shape: shape, rules: ["ABA", "ABA", "ABB"],
            settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 2, flips: 50))
        let induction = MediationMeasure(kind: .induction)
        for (pair, scores) in [[1, 5], [3, 7], [4, -2]].enumerated() {
            table.add(
                MediationRow(
                    measure: induction, pair: pair, cleanGap: Double(-10 - pair),
                    scores: scores.map(Float.init)))
        }
        table.add(
            MediationRow(
                measure: MediationMeasure(kind: .induction, control: .sameRule), pair: 0,
                cleanGap: -10, scores: [0.5, 0.25]))
        return table
    }

    /// Untouched the target has 2 logits and the answer 7, patched 6.5 and 4: (6.5 − 4) − (2 − 7).
    @Test func theScoreIsHowFarTheGapMoves() {
        let untouched = AnswerGap(target: 2, answer: 7)
        #expect(untouched.logits == -5)
        #expect(AnswerGap(target: 6.5, answer: 4).score(over: untouched) == 7.5)
        #expect(untouched.score(over: untouched) == 0)
    }

    @Test func meansWithinRulesThenOverRules() throws {
        let result = try #require(table().result(of: .induction))
        // ABA: (1 + 3) / 2 = 2 and (5 + 7) / 2 = 6; ABB: 4 and −2; over rules 3 and 2.
        #expect(result.scoresByRule == ["ABA": [[2, 6]], "ABB": [[4, -2]]])
        #expect(result.scores == [[3, 2]])
        // Gaps −10, −11 and −12: (−10.5 − 12) / 2.
        #expect(result.cleanGap == -11.25)
        #expect(result.pairs == 3)
        #expect(result.pairPlaces == [0, 1, 2])
        #expect(result.pairScores[HeadID(layer: 0, head: 1)] == [5, 7, -2])
        #expect(result.controls[.sameRule]?.scores == [[0.5, 0.25]])
        #expect(result.controls[.sameItems] == nil)
        #expect(table().result(of: .retrieval) == nil)
    }

    /// Layers 0 and 4 with 3 and 1 logits: (3 · 0 + 1 · 4) / 4 = 1.
    @Test func meanLayersAreWeightedByScore() {
        var kind = HeadKindResult(
            pairs: 2, scores: (0..<5).map { [$0 == 0 ? 3 : $0 == 4 ? 1 : 0] },
            standardErrors: [], scoresByRule: [:], threshold: 0.5, studentizedThreshold: 2,
            significant: [HeadID(layer: 0, head: 0), HeadID(layer: 4, head: 0)],
            significantStudentized: [], pValues: [], studentizedPValues: [], cleanGap: 0)
        var result = MediationResult(
            model: ModelIdentity(name: "m"),
            shape: HeadShape(layers: 5, heads: 1, keyValueHeads: 1),
            settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 2))
        result.kinds = [.induction: kind]
        #expect(result.meanLayer(of: .induction) == 1)
        #expect(result.meanLayer(of: .retrieval) == nil)
        kind.significant = []
        result.kinds = [.induction: kind]
        #expect(result.meanLayer(of: .induction) == nil)
    }

    /// +4 and −1 disagree (1 · 4 ≥ 4), +5 and −1 do not (4 < 5), nor do +2 and +1. A control of
    /// 1.5 is half of 3; one of 1.4 is less.
    @Test func findingsFollowTheirStatedShares() {
        func kind(_ first: Double, _ second: Double, damage: Double) -> HeadKindResult {
            HeadKindResult(
                pairs: 2, scores: [[3]], standardErrors: [],
                scoresByRule: ["ABA": [[first]], "ABB": [[second]]], threshold: 1,
                studentizedThreshold: 2, significant: [HeadID(layer: 0, head: 0)],
                significantStudentized: [], pValues: [], studentizedPValues: [], cleanGap: 0,
                controls: [
                    .sameRule: ControlScores(
                        scores: [[damage]], pairs: 2, threshold: 1, significant: [])
                ])
        }
        func findings(_ kind: HeadKindResult) -> String {
            var result = MediationResult(
                model: ModelIdentity(name: "m"),
                shape: HeadShape(layers: 1, heads: 1, keyValueHeads: 1),
                settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 2))
            result.kinds = [.induction: kind]
            return result.findings.joined(separator: "\n")
        }
        #expect(findings(kind(4, -1, damage: 0)).contains("one way under one rule"))
        #expect(!findings(kind(5, -1, damage: 0)).contains("one way under one rule"))
        #expect(!findings(kind(2, 1, damage: 0)).contains("one way under one rule"))
        #expect(findings(kind(2, 1, damage: 1.5)).contains("at least half as much"))
        #expect(!findings(kind(2, 1, damage: 1.4)).contains("at least half as much"))
    }

    @Test func rowsOfAnotherShapeAreLeftOut() {
        var table = table()
        let measure = MediationMeasure(kind: .retrieval)
        table.add(MediationRow(measure: measure, pair: 0, cleanGap: 0, scores: [1]))
        table.add(MediationRow(measure: measure, pair: 9, cleanGap: 0, scores: [1, 2]))
        #expect(!table.has(measure, pair: 0) && !table.has(measure, pair: 9))
    }

    @Test func aResultIsReadBackWhole() throws {
        var result = MediationResult(
            model: ModelIdentity(name: "m", sha256: "00", arithmetic: .bfloat16), shape: shape,
            settings: MediationSettings(
                task: "identity", shots: nil, pairsPerRule: 2, seed: .max, pairsHash: "ab"),
            accuracy: [RuleAccuracy(rule: "ABA", correct: 9, prompts: 10)],
            acceptance: [PairAcceptance(kind: .token, rule: "ABB", kept: 2, tried: 3)])
        let kind = try #require(table().result(of: .induction))
        result.kinds = [.induction: kind]
        result.pairs = [
            ContextPair(
                kind: .token, rule: "ABA", base: AnsweredPrompt(prompt: "a^b^", answer: "a"),
                exp: AnsweredPrompt(prompt: "b^a^", answer: "b"), target: "a")
        ]
        result.maps = [
            LayerPositionMap(kind: .abstract, part: .both, tokens: ["a", "^"], scores: [[1, 2]])
        ]
        result.otherReadings = [
            MediationReading(reading: .onePositionLater, kind: .abstraction, result: kind)
        ]
        result.notes = ["A note."]
        #expect(try MediationResult(json: result.json) == result)
        let text = result.json.compactText
        #expect(try MediationResult(json: JSONValue(json: text)) == result)
    }

    @Test func aDamagedResultSaysWhere() throws {
        var json = MediationResult(
            model: ModelIdentity(name: "m"), shape: shape,
            settings: MediationSettings(task: "identity", shots: 2, pairsPerRule: 2)
        ).json
        json.setField("types", ["induction": ["pairs": 1]])
        #expect(throws: SavedResultError.self) { try MediationResult(json: json) }
        do {
            _ = try MediationResult(json: json)
        } catch {
            #expect(error.field.hasPrefix("types.induction"))
        }
    }

    @Test func rowsSurviveTheirFile() {
        let row = MediationRow(
            measure: MediationMeasure(kind: .retrieval, control: .sameItems), pair: 3,
            cleanGap: -1.5, scores: [0.1, 1e-9])
        #expect(MediationRow(json: row.json) == row)
        #expect(MediationRow(json: ["type": "other"]) == nil)
    }
}
