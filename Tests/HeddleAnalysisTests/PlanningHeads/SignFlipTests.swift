import HeddleAnalysis
import Testing

@Suite struct SignFlipTests {
    @Test func threeUnitsHaveEightPatterns() throws {
        // Sums of ±1 ±2 ±4 reach 7 in one of eight patterns, 5 (2 + 4 − 1) in two.
        let outcomes = SignFlipTest(flips: 4000).test([[1, 2, 4], [-1, 2, 4]])
        #expect(abs(outcomes[0].p - 1.0 / 8) < 0.02)
        #expect(abs(outcomes[1].p - 2.0 / 8) < 0.02)
        // Mean 7/3, standard deviation √(7/3): t = 7/3 / (√(7/3) / √3) = √7.
        #expect(abs(outcomes[0].t - 7.0.squareRoot()) < 1e-12)
        // The rows are the same but for one sign: + + + makes 7 of the first, − + + of the second.
        #expect(abs(outcomes[0].familyWiseP - 2.0 / 8) < 0.02)
    }

    @Test func nothingIsNothing() {
        let outcomes = SignFlipTest(flips: 10).test([[0, 0], [1, 1]])
        #expect(outcomes[0].t == 0)
        #expect(outcomes[0].p == 1)
        #expect(outcomes[0].familyWiseP == 1)
        #expect(SignFlipTest().test([]).isEmpty)
    }

    /// 8 correlated means of 25 problems without an effect, 600 times: any of them is declared in
    /// one of twenty analyses. Three standard errors of a share of 600: 0.027.
    @Test func theFamilyWiseErrorIsKept() {
        var generator = HeddleAnalysis.SeededGenerator(seed: 5)
        var declared = 0
        let analyses = 600
        for analysis in 0..<analyses {
            let shared = (0..<25).map { _ in Self.normal(&generator) }
            let rows = (0..<8).map { _ in shared.map { $0 + Self.normal(&generator) } }
            let outcomes = SignFlipTest(flips: 199, seed: UInt64(analysis)).test(rows)
            if outcomes.contains(where: { $0.familyWiseP <= 0.05 }) { declared += 1 }
        }
        #expect(abs(Double(declared) / Double(analyses) - 0.05) < 0.027)
    }

    @Test func anEffectIsFound() {
        var generator = HeddleAnalysis.SeededGenerator(seed: 6)
        let rows = (0..<8).map { row in
            (0..<25).map { _ in Self.normal(&generator) + (row == 3 ? 1.5 : 0) }
        }
        let outcomes = SignFlipTest(flips: 999).test(rows)
        #expect(outcomes[3].familyWiseP < 0.01)
        #expect(outcomes.indices.filter { outcomes[$0].familyWiseP < 0.05 } == [3])
    }

    /// Uniform numbers added up: mean 0, variance 1, nearly normal.
    private static func normal(_ generator: inout HeddleAnalysis.SeededGenerator) -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
    }

    @Test func falseDiscoveryRatesAreThoseOfBenjaminiAndHochberg() {
        // Ranks 1…4 of 0.01, 0.02, 0.03, 0.5: 0.04, 0.04, 0.04, 0.5.
        let q = FalseDiscovery.qValues([0.03, 0.5, 0.01, 0.02])
        for (found, expected) in zip(q, [0.04, 0.5, 0.04, 0.04]) {
            #expect(abs(found - expected) < 1e-12)
        }
        // 0.01 · 3 / 1 = 0.03; 0.04 · 3 / 2 = 0.06; 0.9.
        let others = FalseDiscovery.qValues([0.9, 0.01, 0.04])
        for (found, expected) in zip(others, [0.9, 0.03, 0.06]) {
            #expect(abs(found - expected) < 1e-12)
        }
        #expect(FalseDiscovery.qValues([]).isEmpty)
    }
}

@Suite struct RandomHeadTests {
    private let shape = HeadShape(layers: 3, heads: 4, keyValueHeads: 4)

    private func heads(_ text: String) throws -> [HeadID] {
        try HeadSelection.parse(text, shape: shape)
    }

    @Test func aHeadAloneHasTheOthersOfItsLayer() throws {
        let sets = try RandomHeads.sets(like: heads("1.2"), shape: shape, count: 20, seed: 1)
        #expect(sets.map { HeadSelection.format($0) } == ["1.0", "1.1", "1.3"])
    }

    @Test func setsHaveAsManyHeadsInEachLayer() throws {
        let own = try heads("0.0,2.1,2.3")
        let sets = RandomHeads.sets(like: own, shape: shape, count: 3, seed: 4)
        #expect(Set(sets).count == 3)
        for set in sets {
            #expect(set.map(\.layer) == [0, 2, 2])
            #expect(Set(set).isDisjoint(with: own))
        }
        // Three choices in layer 0, one in layer 2: no more than three sets.
        let all = RandomHeads.sets(like: own, shape: shape, count: 100, seed: 4)
        #expect(all.count == 3)
        #expect(sets == RandomHeads.sets(like: own, shape: shape, count: 3, seed: 4))
    }

    @Test func aLayerWithoutEnoughOthersLendsItsOwn() throws {
        let own = try heads("1.0-2")
        let sets = RandomHeads.sets(like: own, shape: shape, count: 10, seed: 0)
        #expect(sets.count == 3)
        #expect(!sets.contains(own))
        #expect(RandomHeads.sets(like: try heads("1.*"), shape: shape, count: 10, seed: 0).isEmpty)
    }

    @Test func manySetsAreDrawnAndDiffer() {
        let wide = HeadShape(layers: 2, heads: 16, keyValueHeads: 16)
        let own = [HeadID(layer: 0, head: 3), HeadID(layer: 1, head: 4), HeadID(layer: 1, head: 5)]
        let sets = RandomHeads.sets(like: own, shape: wide, count: 40, seed: 9)
        #expect(Set(sets).count == 40)
        #expect(sets.allSatisfy { $0.map(\.layer) == [0, 1, 1] && Set($0).isDisjoint(with: own) })
    }
}
