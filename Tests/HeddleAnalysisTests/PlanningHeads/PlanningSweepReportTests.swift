import HeddleAnalysis
import Testing

@Suite struct PlanningSweepReportTests {
    private static func effect(
        _ heads: [HeadID], start: Double, mathematics: Double, p: Double,
        kinds: Set<SymbolicHeadKind> = []
    ) -> PlanningEffect {
        let spread = BootstrapSpread(standardError: 0.1, interval: -0.25...0.75)
        return PlanningEffect(
            heads: heads,
            summary: EffectSummary(
                planning: EffectTotals(deltaNLL: 0.5, standardError: nil, tokens: 2, total: 1),
                execution: nil, decisions: nil),
            groups: [.start: GroupEffect(deltaNLL: start, spread: spread, tokens: 7)],
            differences: [
                .mathematics: MatchedDifference(start: start, group: mathematics, spread: spread)
            ],
            significance: EffectSignificance(t: 2.5, p: p, familyWiseP: p, q: p),
            random: RandomHeadSets(
                sets: 4, start: nil, difference: RandomPlace(percentile: 0.75, p: 0.4, mean: 0)),
            kinds: kinds)
    }

    private static let sweep = PlanningSweep(
        model: "m", lexicon: "l", mode: .mean, traces: 3, problems: 2,
        settings: PlanningSweepSettings(),
        baseline: [.start: GroupBaseline(tokens: 7, meanNLL: 0.5)],
        matching: [.mathematics: MatchQuality(matchedShare: 0.9, startNLL: 0.5, groupNLL: 0.4)],
        effects: [
            effect([HeadID(layer: 0, head: 0)], start: 1, mathematics: 2, p: 0.9),
            effect(
                [HeadID(layer: 0, head: 1)], start: 1, mathematics: 0.5, p: 0.01,
                kinds: [.induction]),
            effect(
                [HeadID(layer: 0, head: 1), HeadID(layer: 1, head: 0)], start: 0.1,
                mathematics: 0.1, p: 0.5),
        ])

    @Test func itIsReadBackAsItWasWritten() throws {
        let json = Self.sweep.json
        #expect(json["heads"]?.array?.count == 2)
        #expect(json["heads"]?[0]?["groups"]?["planning"]?["deltaNLL"]?.double == 0.5)
        #expect(json["note"]?.string?.contains("sampled itself") == true)
        #expect(try PlanningSweep(json: JSONValue(json: json.compactBytes)) == Self.sweep)
        #expect(throws: PlanningSweepError.self) { try PlanningSweep(json: ["by": "planning"]) }
    }

    @Test func theLargestDifferenceComesFirstAndSignificantOnesAreMarked() throws {
        let table = PlanningTable(Self.sweep)
        #expect(table.rows.map { $0[0] } == ["0.1", "0.1 1.0", "0.0"])
        #expect(table.rows.allSatisfy { $0.count == table.header.count })
        #expect(table.rows[0][5] == "0.500 (-0.250 to 0.750) *")
        #expect(table.rows[0].suffix(2) == ["3/4", "induction, symbolic"])
        #expect(table.notes.contains { $0.contains("10 % of move starts") })
    }

    @Test func theTableOfValuesHasARowForEachEffect() throws {
        let lines = Self.sweep.csv.split(whereSeparator: \.isNewline)
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        try #require(lines.count == 4)
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines[2].prefix(5) == ["0.1", "induction", "1.000000", "-0.250000", "0.750000"])
    }

    @Test func pointsAreStartsAgainstMatchedMathematics() {
        let scatter = Self.sweep.scatter
        #expect(scatter.series == ["symbolic induction", "no symbolic type"])
        #expect(scatter.points.map(\.series) == [1, 0, 1])
        #expect(scatter.points.map(\.mathematics) == [2, 0.5, 0.1])
        #expect(scatter.points.map(\.start) == [1, 1, 0.1])
        #expect(scatter.points.map(\.isSignificant) == [false, true, false])
        let svg = Self.sweep.svg
        #expect(svg.contains("nats a token"))
        #expect(svg.contains(">0.1</text>"))
    }

    @Test func kindsAreReadFromAMediation() throws {
        let json = try JSONValue(
            json: #"""
                {"schema": "heddle.mediation/1", "types": {
                  "abstraction": {"significant": [{"layer": 0, "head": 0, "score": 23.2}],
                                  "significantStudentized": [{"layer": 1, "head": 5}]},
                  "induction": {"significant": [], "significantStudentized": [
                      {"layer": 0, "head": 0}]},
                  "other": {"significant": [{"layer": 3, "head": 3}]}}}
                """#)
        let kinds = try SymbolicKinds.read(mediation: json)
        #expect(
            kinds == [
                HeadID(layer: 0, head: 0): [.abstraction, .induction],
                HeadID(layer: 1, head: 5): [.abstraction],
            ])
        #expect(throws: PlanningSweepError.self) { try SymbolicKinds.read(mediation: ["a": 1]) }
        #expect(throws: PlanningSweepError.self) {
            try SymbolicKinds.read(
                mediation: ["types": ["induction": ["significant": ["5.0"]]]])
        }
    }
}
