import HeddleAnalysis
import Testing

@Suite struct RegenerationTests {
    private static func response(
        _ ids: [Int32], _ correct: Bool?, _ moves: [Intent: Int] = [:], ended: Bool = true
    ) -> RegeneratedResponse {
        RegeneratedResponse(ids: ids, correct: correct, ended: ended, moves: moves)
    }

    /// Two problems with two continuations; the second has no answer to check.
    private static func report(draws: Int = 400) -> RegenerationReport {
        var tally = RegenerationTally(problems: 2)
        func add(_ problem: Int, _ arm: RegenerationArm, _ responses: [RegeneratedResponse]) {
            for (continuation, response) in responses.enumerated() {
                tally.add(response, problem: problem, arm: arm, continuation: continuation)
            }
        }
        add(0, .intact, [response([1, 2, 3], true, [.open: 2]), response([1, 2, 3, 4], true)])
        add(0, .ablated, [response([1, 2, 9], false, [.open: 1]), response([1, 2, 3, 4], true)])
        add(0, .otherSeed, [response([1, 2, 3], true), response([1, 2, 3, 4], true)])
        add(1, .intact, [response([5, 6], nil, [.verify: 1]), response([5], nil)])
        add(1, .ablated, [response([5], nil), response([5, 7, 8, 9, 9], nil, ended: false)])
        add(1, .otherSeed, [response([5, 6], nil), response([4], nil)])
        return tally.complete(
            RegenerationReport(
                model: "m", lexicon: "l", heads: [HeadID(layer: 1, head: 2)], mode: .zero,
                problems: 2, continuations: 2, temperature: 0.7, maxTokens: 5, seed: 3,
                draws: draws))
    }

    private func near(_ found: RegenerationFigure?, _ expected: Double) -> Bool {
        found.map { abs($0.value - expected) < 1e-12 } ?? false
    }

    @Test func armsAreTheHandComputedOnes() throws {
        let report = Self.report()
        let intact = try #require(report.arms[.intact])
        #expect((intact.responses, intact.checked, intact.right) == (4, 2, 2))
        #expect(near(intact.figures[.accuracy], 1))
        #expect(near(intact.figures[.length], 10.0 / 4))
        #expect(near(intact.figures[.moves], 3.0 / 4))
        #expect(near(intact.figures[.moveRate], 100 * 3.0 / 10))
        #expect(near(intact.figures[.intent(.open)], 0.5))
        #expect(near(intact.figures[.intent(.verify)], 0.25))
        let ablated = try #require(report.arms[.ablated])
        #expect(near(ablated.figures[.accuracy], 0.5))
        #expect(near(ablated.figures[.ended], 0.75))
        // Wilson for 2 of 2: lower end n / (n + z²).
        #expect(abs((intact.wilson?.lowerBound ?? 0) - 2 / (2 + 3.841458820694124)) < 1e-9)
    }

    @Test func comparisonsAreWithTheIntactArm() throws {
        let ablated = try #require(Self.report().comparisons[.ablated])
        #expect(ablated.pairs == 4)
        #expect(near(ablated.differences[.accuracy], -0.5))
        // (3 + 4 + 1 + 5 − 10) / 4
        #expect(near(ablated.differences[.length], 0.75))
        #expect(near(ablated.differences[.intent(.verify)], -0.25))
        #expect(near(ablated.differing, 0.75))
        // Tokens 2, 1 and 1: a text that only goes on differs where the other ends.
        #expect(near(ablated.firstDivergence, 4.0 / 3))
        #expect(ablated.divergenceQuartiles == [1, 1, 1.5])
        let other = try #require(Self.report().comparisons[.otherSeed])
        #expect(near(other.differing, 0.25))
        #expect(near(other.firstDivergence, 0))
        #expect(near(other.differences[.accuracy], 0))
    }

    @Test func intervalsComeFromDrawingProblems() throws {
        let ablated = try #require(Self.report().comparisons[.ablated])
        // Samples: problem 0 twice, problem 1 twice, or both. Differing: 0.5, 1, 0.75.
        let spread = try #require(ablated.differing?.spread)
        #expect(spread.interval == 0.5...1)
        // Length: (7 − 7) / 2, (6 − 3) / 2, 0.75.
        #expect(ablated.differences[.length]?.spread?.interval == 0...1.5)
        // Samples without problem 0 have no answer to check: three of four remain.
        #expect(ablated.differences[.accuracy]?.spread?.interval == -0.5 ... -0.5)
        #expect(ablated.differences[.accuracy]?.isBesideZero == true)
        #expect(ablated.differences[.length]?.isBesideZero == false)
    }

    @Test func itIsReadBackAsItWasWritten() throws {
        let report = Self.report()
        let copy = try RegenerationReport(json: JSONValue(json: report.json.compactBytes))
        #expect(copy == report)
        #expect(throws: PlanningSweepError.self) { try RegenerationReport(json: ["schema": "x"]) }
    }

    @Test func theTableHasBothComparisonsSideBySide() throws {
        let table = RegenerationTable(Self.report())
        #expect(
            table.header == [
                "", "intact", "ablated", "other seed", "ablated − intact (95 %)",
                "other seed − intact (95 %)",
            ])
        #expect(table.rows.allSatisfy { $0.count == table.header.count })
        let accuracy = try #require(table.rows.first)
        #expect(
            accuracy == [
                "right answers, share", "1.00", "0.50", "1.00", "-0.50 (-0.50 to -0.50) *",
                "0.00 (0.00 to 0.00)  ",
            ])
        // Kinds of moves that nobody made are left out.
        #expect(!table.rows.contains { $0[0].contains("branch") })
    }
}
