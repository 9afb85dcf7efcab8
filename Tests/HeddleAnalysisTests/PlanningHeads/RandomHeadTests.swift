import HeddleAnalysis
import Testing

@Suite struct FalseDiscoveryTests {
    @Test func ratesAreThoseOfBenjaminiAndHochberg() {
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
