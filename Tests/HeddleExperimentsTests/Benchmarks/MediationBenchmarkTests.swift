import HeddleAnalysis
import Testing

@testable import HeddleExperiments

@Suite struct MediationBenchmarkTests {
    private let setting: BenchmarkSetting

    init() throws {
        setting = BenchmarkSetting(
            model: try Sample.model().model, pool: Sample.pool,
            plan: RepetitionPlan(repetitions: 1, warmUp: 0), seed: 3, showsValues: true)
    }

    @Test func pairsAreAsTheirKindsSay() {
        let pairs = IdentityPairsOfIDs.pairs(setting, shots: 2, count: 3)
        #expect(pairs.count == 12)
        for (kind, pair) in pairs {
            #expect(pair.problem == nil)
            #expect(pair.base.ids.count == 16 && pair.exp.thirdItems == [4, 10])
            // The answer follows from the query: its first item under ABA, its second under ABB.
            let isABA = pair.rule == "ABA"
            #expect(pair.baseAnswer == pair.base.ids[isABA ? 12 : 14])
            let thirds = pair.exp.thirdItems.map { pair.exp.ids[$0] }
            switch kind {
            case .abstract:
                #expect(thirds == pair.base.thirdItems.map { pair.base.ids[$0] })
                #expect(pair.expAnswer == pair.baseAnswer)
                #expect(pair.expAnswer == pair.exp.ids[isABA ? 14 : 12])
                #expect(pair.target == pair.exp.ids[isABA ? 12 : 14])
            case .token:
                #expect(pair.exp.ids[..<12] == pair.base.ids[..<12])
                #expect(pair.exp.ids[12] == pair.base.ids[14])
                #expect(pair.target == pair.baseAnswer)
            }
        }
    }

    @Test func everyHeadIsPatchedForEveryPair() throws {
        let json = try MediationBenchmark(setting, shots: 2, pairsPerRule: 1).json
        #expect(json["pairs"] == 4 && json["tokens"] == 16)
        // Two abstract pairs for two kinds of head, two token pairs for one.
        #expect(json["patches"] == 288)
        let parts = try #require(json["parts"]?.array)
        #expect(
            parts.map { $0["kind"]?.string } == [
                "abstraction", "abstraction", "induction", "induction", "retrieval", "retrieval",
            ])
        #expect(parts.allSatisfy { $0["scores"]?.numbers.count == 48 })
        #expect(parts[0]["positions"]?.numbers == [4, 10])
        #expect(parts[5]["positions"]?.numbers == [15])
        let rate = try #require(json["mediate"]?["patchesPerSecond"]?.double)
        let median = try #require(json["mediate"]?["medianSeconds"]?.double)
        #expect(abs(rate * median / 288 - 1) < 1e-12)
    }
}
