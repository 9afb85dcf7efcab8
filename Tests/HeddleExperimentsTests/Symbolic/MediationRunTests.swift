import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Testing

/// Twelve pairs with scores by PyTorch, see Tests/References/mediation.py.
private struct MediationFixture {
    let pairs: [ContextPair]
    let json: JSONValue

    init() throws {
        json = try Sample.json("Tests/HeddleExperimentsTests/Fixtures/mediation.json")
        pairs = try (json["pairs"]?.array ?? []).map { try ContextPair(json: $0) }
    }

    func request(_ kinds: [SymbolicHeadKind] = SymbolicHeadKind.allCases) -> MediationRequest {
        MediationRequest(
            pairs: pairs,
            settings: MediationSettings(
                task: "fixture", shots: 2, pairsPerRule: 3, flips: 50, filtersPairs: false),
            kinds: kinds)
    }

    /// Means within rules, then over rules, of the reference.
    func scores(_ kind: SymbolicHeadKind) -> [[Double]] {
        var byRule: [String: [[[Double]]]] = [:]
        for row in json["rows"]?.array ?? [] {
            guard let grid = row[kind.rawValue]?.array, let rule = row["rule"]?.string else {
                continue
            }
            byRule[rule, default: []].append(grid.map(\.numbers))
        }
        return (0..<6).map { layer in
            (0..<8).map { head in
                byRule.values.reduce(0) { sum, grids in
                    let total = grids.reduce(0) { $0 + $1[layer][head] }
                    return sum + total / Double(grids.count * byRule.count)
                }
            }
        }
    }
}

private func finished(_ run: MediationRun) throws -> MediationResult {
    while try run.step() {}
    return try #require(run.result())
}

private func difference(_ left: [[Double]], _ right: [[Double]]) -> Double {
    zip(left, right).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? .infinity
}

@Suite struct MediationRunTests {
    @Test func scoresAreThoseOfPyTorch() throws {
        let fixture = try MediationFixture()
        let run = try MediationRun(
            Sample.model(), pool: Sample.pool, request: fixture.request())
        let result = try finished(run)
        #expect(run.done == run.total)
        for kind in SymbolicHeadKind.allCases {
            let expected = fixture.scores(kind)
            let found = try #require(result.kinds[kind])
            #expect(difference(found.scores, expected) < 1e-3)
            #expect(found.pairs == 6)
        }
        #expect(result.kinds[.abstraction]?.ranked.first?.head == HeadID(layer: 0, head: 0))
    }

    @Test func mapsOfBlocksAreThoseOfPyTorch() throws {
        let fixture = try MediationFixture()
        var request = fixture.request([.abstraction, .retrieval])
        request.maps = true
        let result = try finished(
            MediationRun(Sample.model(), pool: Sample.pool, request: request))
        let expected = fixture.json["maps"]?.array ?? []
        #expect(expected.count == 6 && result.maps.count == 6)
        for entry in expected {
            let map = result.maps.first {
                $0.kind.rawValue == entry["kind"]?.string
                    && $0.part.rawValue == entry["part"]?.string
            }
            let scores = (entry["scores"]?.array ?? []).map(\.numbers)
            #expect(difference(try #require(map).scores, scores) < 1e-3)
            #expect(map?.tokens.last == "^")
        }
    }

    @Test func aDonorWithTheSameThirdItemsMovesNothing() throws {
        let fixture = try MediationFixture()
        let result = try finished(
            MediationRun(
                Sample.model(), pool: Sample.pool, request: fixture.request([.abstraction])))
        let kind = try #require(result.kinds[.abstraction])
        let largest = kind.ranked[0].score
        let still = try #require(kind.controls[.sameItems])
        #expect(still.scores.flatMap { $0 }.allSatisfy { abs($0) < 0.02 * largest })
        #expect(try #require(kind.controls[.sameRule]).pairs == 6)
    }

    @Test func aStoppedRunGoesOnFromItsRows() throws {
        let fixture = try MediationFixture()
        let request = fixture.request([.induction])
        let store = KeptRows()
        let whole = try MediationRun(
            Sample.model(), pool: Sample.pool, request: request, store: store)
        let expected = try finished(whole)
        #expect(store.kept.count == 18)
        let half = KeptRows(rows: Array(store.kept.prefix(9)))
        let again = try MediationRun(
            Sample.model(), pool: Sample.pool, request: request, store: half)
        #expect(try finished(again) == expected)
        #expect(half.kept.count == 9)
    }

    @Test func pairsWithoutWordsToSpareHaveNoControl() throws {
        let fixture = try MediationFixture()
        var request = fixture.request([.retrieval])
        request.pairs = request.pairs.filter { $0.kind == .token }.prefix(1).map(\.self)
        let run = try MediationRun(Sample.model(), pool: Sample.pool, request: request)
        let kind = try #require(try finished(run).kinds[.retrieval])
        #expect(kind.pairs == 1 && kind.controls.isEmpty && run.done == run.total)
    }

    @Test func otherReadingsOfPositions() throws {
        let fixture = try MediationFixture()
        var request = fixture.request([.abstraction])
        request.otherReadings = .always
        let result = try finished(
            MediationRun(Sample.model(), pool: Sample.pool, request: request))
        let readings = result.otherReadings.map(\.reading)
        #expect(readings == [.withBeginning, .onePositionLater])
        // One position later are the newlines: what was the strongest head is none there.
        let shifted = try #require(result.otherReadings.last?.result)
        let head = HeadID(layer: 0, head: 0)
        #expect(abs(shifted.score(of: head) ?? 1) < 0.1 * fixture.scores(.abstraction)[0][0])
    }

    /// Without an example nothing would be patched, and every head would score nothing.
    @Test func pairsWithoutAThirdItemAreRefusedForAbstraction() throws {
        var request = try MediationFixture().request()
        let place = try #require(request.pairs.lastIndex { $0.kind == .abstract })
        for side in [\ContextPair.base.prompt, \.exp.prompt] {
            let query = request.pairs[place][keyPath: side].split(separator: "\n").last
            request.pairs[place][keyPath: side] = String(try #require(query))
        }
        let error = #expect(throws: ExperimentError.self) {
            try MediationRun(Sample.model(), pool: Sample.pool, request: request)
        }
        let text = try #require(error).description
        #expect(text.hasPrefix("pair \(place + 1) cannot be used"))
        #expect(text.contains("end each example with a line break"))
        request.kinds = [.induction, .retrieval]
        _ = try MediationRun(Sample.model(), pool: Sample.pool, request: request)
    }

    @Test func pairsThatDoNotFitAreRefusedByNumber() throws {
        var fixture = try MediationFixture().request()
        fixture.pairs[2].base.prompt += "more^"
        let error = #expect(throws: ExperimentError.self) {
            try MediationRun(Sample.model(), pool: Sample.pool, request: fixture)
        }
        #expect(error?.description.contains("pair 3") == true)
    }
}

@Suite struct PairSelectionTests {
    @Test func countsAndKeepsPairsThatAreSolvedOnBothSides() throws {
        let fixture = try MediationFixture()
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        var pairs = fixture.pairs
        pairs[0].base.answer = "wrong"
        var filtering = PairSelection(answering)
        try filtering.take(pairs)
        #expect(filtering.pairs == Array(pairs.dropFirst()))
        #expect(
            filtering.acceptance.first
                == PairAcceptance(
                    kind: .abstract, rule: "ABA", kept: 2, tried: 3))
        let right = filtering.accuracy.reduce(0) { $0 + $1.correct }
        #expect(filtering.accuracy.reduce(0) { $0 + $1.prompts } == 24 && right == 23)
        var taking = PairSelection(answering, filters: false)
        try taking.take(pairs)
        #expect(taking.pairs == pairs)
    }

    @Test func drawsTheNumberAskedFor() throws {
        let fixture = try MediationFixture()
        let words = Set(fixture.pairs.flatMap { $0.base.prompt.split { !$0.isLetter } })
        let answering = try AnsweringModel(Sample.model(), pool: Sample.pool)
        var selection = PairSelection(answering)
        try selection.draw(
            [.abstract], count: 2, shots: 3, words: words.map(String.init).sorted(), seed: 1)
        #expect(selection.pairs.map(\.rule) == ["ABA", "ABA", "ABB", "ABB"])
        #expect(selection.pairs.allSatisfy { $0.base.prompt.split(separator: "\n").count == 4 })
    }
}

private final class KeptRows: MediationStore {
    let rows: [MediationRow]
    private(set) var kept: [MediationRow] = []

    init(rows: [MediationRow] = []) { self.rows = rows }

    func store(_ rows: [MediationRow]) { kept += rows }
}
