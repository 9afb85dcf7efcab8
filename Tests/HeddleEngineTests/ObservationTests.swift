import Foundation
import HeddleEngine
import Testing

@Suite struct ObservationTests {
    /// Recomputes every field of the summaries from full rows of the pattern.
    @Test func summariesFollowFromThePatternRows() throws {
        let tokens = try CacheTests.text(70)
        let planning = tokens.indices.map { $0 % 5 == 0 || $0 % 7 == 2 }
        let context = try SampleModel.context()
        let heads = context.model.configuration.headShape.all
        let result = try context.append(
            tokens,
            request: ForwardRequest(
                summaries: SummaryRequest(planning: planning),
                patterns: heads.map { PatternRequest(head: $0) }))
        #expect(result.patterns.count == 48 * 70)
        let table = try #require(result.summaries)
        for row in result.patterns {
            let summary = try #require(table.summary(query: row.query, head: row.head))
            check(summary, row, tokens, planning)
        }
    }

    private func check(
        _ summary: HeadSummary, _ row: PatternRow, _ tokens: [Int32], _ planning: [Bool]
    ) {
        let weights = row.weights.map(Double.init)
        let query = row.query
        #expect(weights.count == query + 1)
        #expect(abs(weights.reduce(0, +) - 1) < 1e-5)
        let entropy = weights.map { $0 > 0 ? -$0 * log($0) : 0 }.reduce(0, +)
        #expect(abs(Double(summary.entropy) - entropy) < 1e-4)
        let normalized = query > 0 ? entropy / log(Double(query + 1)) : 0
        #expect(abs(Double(summary.normalizedEntropy) - normalized) < 1e-4)
        #expect(abs(Double(summary.sink ?? -1) - weights[0]) < 1e-5)
        #expect(abs(Double(summary.previous) - (query > 0 ? weights[query - 1] : 0)) < 1e-5)
        let induction = (0...query).filter { $0 > 0 && tokens[$0 - 1] == tokens[query] }
        #expect(abs(Double(summary.induction) - induction.map { weights[$0] }.reduce(0, +)) < 1e-5)
        let planned = (0...query).filter { $0 > 0 && planning[$0] }
        let mass = planned.map { weights[$0] }.reduce(0, +)
        #expect(abs(Double(summary.planning) - mass) < 1e-5)
        if planned.isEmpty {
            #expect(summary.planningLift == nil)
        } else {
            let lift = mass / (Double(planned.count) / Double(query))
            #expect(abs(Double(summary.planningLift ?? -1) - lift) < 1e-3)
        }
        let best = weights.sorted(by: >).prefix(8)
        #expect(summary.top.count == best.count)
        for (key, weight) in zip(summary.top, best) {
            #expect(abs(Double(key.weight) - weight) < 1e-6)
            #expect(abs(weights[key.key] - weight) < 1e-6)
        }
    }

    @Test func onlyTheHeadsAndQueriesAskedForAreSummarised() throws {
        let tokens = try CacheTests.text(40)
        let context = try SampleModel.context()
        let heads: Set = [HeadID(layer: 4, head: 2), HeadID(layer: 1, head: 7)]
        let all = try context.append(tokens, request: ForwardRequest(summaries: SummaryRequest()))
        context.truncate(to: 0)
        let some = try context.append(
            tokens,
            request: ForwardRequest(summaries: SummaryRequest(heads: heads, queries: [39, 3, 77])))
        let table = try #require(some.summaries)
        #expect(table.queries == [3, 39])
        #expect(table.heads == heads.sorted())
        for head in heads {
            let expected = all.summaries?.summary(query: 39, head: head)
            #expect(expected != nil)
            #expect(table.summary(query: 39, head: head) == expected)
        }
        #expect(table.summary(query: 4, head: HeadID(layer: 1, head: 7)) == nil)
        #expect(table.summary(query: 39, head: HeadID(layer: 1, head: 6)) == nil)
    }

    @Test func hookNamesAreTransformerLenss() {
        let names = [
            "hook_embed", "blocks.0.hook_resid_pre", "blocks.5.hook_resid_mid",
            "blocks.11.hook_resid_post", "blocks.1.attn.hook_rot_q", "blocks.1.attn.hook_rot_k",
            "blocks.1.attn.hook_v", "blocks.3.attn.hook_pattern", "blocks.3.attn.hook_z",
            "blocks.2.hook_attn_out", "blocks.2.mlp.hook_post", "blocks.2.hook_mlp_out",
            "ln_final.hook_normalized", "unembed.hook_out",
        ]
        for name in names { #expect(HookPoint(name: name)?.name == name) }
        for name in [
            "blocks.x.attn.hook_z", "blocks.1.attn.hook_zz", "blocks.-1.hook_z", "", "blocks.1",
        ] {
            #expect(HookPoint(name: name) == nil)
        }
    }

    /// The parts of the residual stream add up, and the last norm of it gives the logits.
    @Test func observedValuesFitTogether() throws {
        let tokens = try CacheTests.text(20)
        let context = try SampleModel.context()
        let hooks: Set<HookPoint> = [
            .embedding, .residualPre(layer: 0), .attentionOutput(layer: 0), .residualMid(layer: 0),
            .feedForwardOutput(layer: 0), .residualPost(layer: 0), .residualPre(layer: 1), .logits,
            .pattern(layer: 3), .value(layer: 3), .headOutput(layer: 3),
        ]
        var seen: [HookPoint: HookTensor] = [:]
        var logitRows: [[Float]] = []
        let result = try context.append(
            tokens, request: ForwardRequest(logits: .all, hooks: hooks),
            observer: { hook, positions, tensor in
                if hook == .logits { logitRows.append(tensor.values) }
                seen[hook] = tensor
            })
        func values(_ hook: HookPoint) throws -> [Float] { try #require(seen[hook]).values }
        func sum(_ left: [Float], _ right: [Float]) -> [Float] { zip(left, right).map { $0 + $1 } }
        #expect(try values(.embedding) == values(.residualPre(layer: 0)))
        #expect(
            largestDifference(
                try sum(values(.residualPre(layer: 0)), values(.attentionOutput(layer: 0))),
                try values(.residualMid(layer: 0))) < 1e-5)
        #expect(
            largestDifference(
                try sum(values(.residualMid(layer: 0)), values(.feedForwardOutput(layer: 0))),
                try values(.residualPost(layer: 0))) < 1e-5)
        #expect(try values(.residualPost(layer: 0)) == values(.residualPre(layer: 1)))
        #expect(logitRows == result.logits.map(\.values))
        try checkThatPatternsMakeOutputs(seen)
    }

    /// z = pattern · v, with two query heads on each value head.
    private func checkThatPatternsMakeOutputs(_ seen: [HookPoint: HookTensor]) throws {
        let pattern = try #require(seen[.pattern(layer: 3)])
        let value = try #require(seen[.value(layer: 3)])
        let output = try #require(seen[.headOutput(layer: 3)])
        #expect(pattern.shape == [8, 20, 20])
        #expect(value.shape == [20, 4, 32])
        #expect(output.shape == [20, 8, 32])
        for head in 0..<8 {
            for query in 0..<20 {
                for element in [0, 31] {
                    var sum: Float = 0
                    for key in 0..<20 {
                        sum +=
                            pattern.values[(head * 20 + query) * 20 + key]
                            * value.values[(key * 4 + head / 2) * 32 + element]
                    }
                    #expect(abs(sum - output.values[(query * 8 + head) * 32 + element]) < 1e-4)
                }
            }
        }
    }

    @Test func requestsOutsideTheModelAreRefused() throws {
        let context = try SampleModel.context()
        let outside = HeadID(layer: 0, head: 8)
        for request in [
            ForwardRequest(patterns: [PatternRequest(head: outside)]),
            ForwardRequest(summaries: SummaryRequest(heads: [outside])),
            ForwardRequest(hooks: [.headOutput(layer: 6)]),
        ] {
            #expect(throws: EngineError.self) { try context.append([1], request: request) }
        }
    }
}
