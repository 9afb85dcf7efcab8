import EffectRunner
import HeddleAnalysis
import Testing
import Workbench

@Suite(.serialized, .timeLimit(.minutes(10))) struct SymbolicTests {
    private let settings = MediationSettings(task: "identity", shots: 2, pairsPerRule: 3)

    @Test func kindsComeOneAfterTheOtherThenAllOfThem() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        recorder.runner.run(.mediate(HeadKindsRequest(number: 5, settings: settings)))
        try await recorder.finished(.mediation)
        let results = recorder.all.compactMap { result -> (Set<SymbolicHeadKind>, Bool)? in
            guard case .mediation(let mediation, 5, let isComplete) = result else { return nil }
            return (Set(mediation.kinds.keys), isComplete)
        }
        #expect(results.map(\.0) == [[.abstraction, .induction], Set(SymbolicHeadKind.allCases)])
        #expect(results.map(\.1) == [false, true])
        let last = recorder.all.compactMap { result -> MediationResult? in
            if case .mediation(let mediation, _, true) = result { mediation } else { nil }
        }.last
        let mediation = try #require(last)
        #expect(mediation.kinds[.abstraction]?.significant.first == HeadID(layer: 0, head: 0))
        #expect(mediation.pairs.count == 12 && mediation.model.sha256?.count == 64)

        // Its weights are known by the same hash.
        let path = try await recorder.first("model") { result -> String? in
            if case .modelLoaded(let info) = result { info.path } else { nil }
        }
        recorder.runner.run(.hashWeights(path: path))
        let hash = try await recorder.first("hash") { result -> ModelWeightsHash? in
            if case .weightsHash(let hash) = result { hash } else { nil }
        }
        #expect(hash.sha256 == mediation.model.sha256)
    }

    @Test func attentionInAPromptAddsUpToOne() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let request = PromptAttentionRequest(
            head: HeadID(layer: 0, head: 0), prompt: "cat^sun^cat\nhat^pen^", beginsText: false)
        recorder.runner.run(.promptAttention(request))
        let attention = try await recorder.first("attention") { result -> PromptAttention? in
            if case .promptAttention(let attention) = result { attention } else { nil }
        }
        #expect(attention.tokens == ["cat", "^", "sun", "^", "cat", "\n", "hat", "^", "pen", "^"])
        #expect(attention.query(of: .abstraction) == 4 && attention.query(of: .retrieval) == 9)
        for (query, weights) in attention.weights.enumerated() {
            #expect(weights.count == query + 1 && abs(weights.reduce(0, +) - 1) < 1e-4)
        }
    }

    @Test func everyHeadIsMeasuredOverTheListedTraces() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        let entries = try await recorder.first("entries") { result -> [TraceEntry]? in
            if case .filesOpened(let entries, _, _) = result { entries } else { nil }
        }
        var request = PlanningHeadsRequest(
            number: 2, entries: Array(entries.prefix(2)), mode: .zero,
            kinds: [HeadID(layer: 5, head: 0): [.retrieval]])
        request.isSample = true
        recorder.runner.run(.sweepPlanning(request))
        let sweep = try await recorder.first("sweep") { result -> PlanningSweep? in
            if case .planningSweep(let sweep, _, 2) = result { sweep } else { nil }
        }
        #expect(sweep.effects.map(\.heads.count) == Array(repeating: 1, count: 48))
        #expect(sweep.traces == 2)
        #expect(sweep.effect(of: [HeadID(layer: 5, head: 0)])?.kinds == [.retrieval])
    }

    @Test func cancelledWorkTellsNoResult() async throws {
        let recorder = try Recorder()
        try await recorder.open()
        var long = settings
        long.pairsPerRule = 500
        recorder.runner.run(.mediate(HeadKindsRequest(number: 1, settings: long)))
        _ = try await recorder.first("progress") { result -> Bool? in
            if case .progress(.mediation, _) = result { true } else { nil }
        }
        recorder.runner.run(.cancel(.mediation))
        try await recorder.finished(.mediation)
        #expect(
            !recorder.all.contains { result in
                if case .mediation = result { true } else { false }
            })
    }
}
