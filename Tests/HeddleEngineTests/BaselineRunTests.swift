import Foundation
import HeddleEngine
import Testing

@Suite struct BaselineRunTests {
    private func baseline(_ tokens: [Int32], limit: Int = 1 << 30) throws -> BaselineRun {
        try BaselineRun(
            model: SampleModel.load(), pool: WorkerPool(threads: 2), tokens: tokens,
            memoryLimit: limit)
    }

    private func full(
        _ tokens: [Int32], _ interventions: [Intervention], _ request: ForwardRequest
    ) throws -> ForwardResult {
        let context = try SampleModel.context()
        return try context.append(tokens, request: request, interventions: interventions)
    }

    private static let masks: [[Intervention]] = [
        [.zero([HeadID(layer: 0, head: 0)])],
        [.zero([HeadID(layer: 3, head: 5), HeadID(layer: 4, head: 1)])],
        [.zero([HeadID(layer: 2, head: 2)], at: .from(33))],
        [
            .zero([HeadID(layer: 5, head: 7)], at: .at([40, 41])),
            Intervention(
                heads: [HeadID(layer: 1, head: 0)], positions: .from(44), operation: .scale(3)),
        ],
    ]

    /// With all residual streams kept, with every second one, and with the embedding alone.
    @Test(arguments: 0..<4, [1 << 30, 520_000, 0])
    func rerunningEqualsAFullRunUnderTheMask(_ mask: Int, _ limit: Int) throws {
        let tokens = try CacheTests.text(46)
        let request = ForwardRequest(predictions: true, logits: .all, summaries: SummaryRequest())
        let expected = try full(tokens, Self.masks[mask], request)
        let run = try baseline(tokens, limit: limit)
        let result = try run.rerun(Self.masks[mask], request: request, effects: false)
        #expect(result.logits == expected.logits)
        #expect(result.predictions == expected.predictions)
        for query in tokens.indices {
            #expect(
                result.summaries?.summaries(query: query)
                    == expected.summaries?.summaries(query: query))
        }
    }

    @Test(arguments: 0..<4, [1 << 30, 0])
    func effectsCompareTheTwoRuns(_ mask: Int, _ limit: Int) throws {
        let tokens = try CacheTests.text(46)
        let request = ForwardRequest(predictions: true, logits: .all)
        let plain = try full(tokens, [], request)
        let masked = try full(tokens, Self.masks[mask], request)
        let run = try baseline(tokens, limit: limit)
        var seen: [Int] = []
        let result = try run.rerun(
            Self.masks[mask], request: ForwardRequest(predictions: true), priority: 42..<45,
            onEffects: { rows in
                for (row, target) in rows.targets.enumerated() {
                    seen.append(target)
                    #expect(rows.logprobs[row] == plain.predictions[target]?.logprob)
                    #expect(rows.ablatedLogprobs[row] == masked.predictions[target]?.logprob)
                    #expect(rows.ablated[row] == masked.predictions[target])
                    let expected = Self.divergence(
                        plain.logits[target - 1].values, masked.logits[target - 1].values)
                    #expect(abs(Double(rows.divergences[row]) - expected) < 1e-5)
                }
            })
        let first = [0, 0, 33, 40][mask] + 1
        #expect(seen.sorted() == Array(first..<46))
        #expect(Array(seen.prefix(3)) == Array(42..<45))
        #expect(result.predictions == masked.predictions)
    }

    private static func divergence(_ first: [Float], _ second: [Float]) -> Double {
        let p = first.map { exp(Double($0)) }
        let q = second.map { exp(Double($0)) }
        let (sumP, sumQ) = (p.reduce(0, +), q.reduce(0, +))
        return zip(p, q).map { $0 / sumP * log($0 / sumP / ($1 / sumQ)) }.reduce(0, +)
    }

    @Test func withoutInterventionsNothingChanges() throws {
        let tokens = try CacheTests.text(40)
        let run = try baseline(tokens)
        var calls = 0
        let result = try run.rerun(
            [], request: ForwardRequest(predictions: true, logits: .last),
            onEffects: { _ in calls += 1 })
        #expect(calls == 0)
        #expect(result.predictions == run.result.predictions)
        let expected = try full(tokens, [], ForwardRequest(logits: .last))
        #expect(result.logits == expected.logits)
    }

    @Test func patternsUnderAMaskAreThoseOfTheMaskedRun() throws {
        let tokens = try CacheTests.text(40)
        let request = ForwardRequest(patterns: [
            PatternRequest(head: HeadID(layer: 4, head: 1), queries: [39]),
            PatternRequest(head: HeadID(layer: 0, head: 1), queries: [2, 12]),
        ])
        let mask = [Intervention.zero([HeadID(layer: 2, head: 0)], at: .from(20))]
        let result = try baseline(tokens).rerun(mask, request: request, effects: false)
        #expect(result.patterns == (try full(tokens, mask, request)).patterns)
        #expect(result.patterns.map(\.query) == [39, 2, 12])
    }

    @Test func aContextContinuesFromTheRun() throws {
        let reference = try Reference.read().greedy[0]
        let run = try baseline(reference.ids + Array(reference.continuation[..<20]))
        let context = try run.context(upTo: reference.ids.count, capacity: 200)
        var generator = try Generator(context: context)
        for expected in reference.continuation.prefix(10) {
            #expect(try generator.next()?.id == expected)
        }
        #expect(throws: EngineError.self) { try run.context(upTo: 500, capacity: 600) }
    }

    @Test func cancellingStopsARun() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let run = try baseline(try CacheTests.text(20))
        #expect(throws: EngineError.cancelled) {
            try run.rerun(Self.masks[0], cancellation: cancellation)
        }
        #expect(throws: EngineError.self) { try baseline([]) }
    }
}
