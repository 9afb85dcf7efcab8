import Foundation
import Testing

@testable import HeddleEngine

/// Parts of the residual stream and what they add to logits, by hand.
@Suite struct ReadoutTests {
    @Test func theScaleOfACapIsTheQuotientOfDifferencesOrTheSlope() {
        // 30 · tanh(1) over 30, and 1 − tanh²(1).
        #expect(abs(LogitDifference.capScale(30, 0, cap: 30) - 0.761594) < 1e-6)
        #expect(abs(LogitDifference.capScale(30, 30, cap: 30) - 0.419974) < 1e-6)
        #expect(abs(LogitDifference.capScale(30.000_01, 30, cap: 30) - 0.419974) < 1e-6)
        #expect(LogitDifference.capScale(3, 1, cap: nil) == 1)
    }

    @Test func aFrozenNormIsLinear() {
        let weights = NormWeights(weight: [2, 1], bias: [7, 7])
        // Mean 2, variance 1.
        let layer = FrozenNorm(
            Normalization(kind: .layerNorm, epsilon: 0), weights, at: [1, 3])
        #expect(layer.apply([5, 1]) == [4, -2])
        #expect(layer.dot([5, 1], [1, 10]) == -16)
        // Mean square 25.
        let root = FrozenNorm(
            Normalization(kind: .rootMeanSquare, epsilon: 0), weights, at: [1, 7])
        #expect(root.apply([5, 10]) == [2, 2])
    }

    /// One layer, one head that swaps the two numbers of what it reads, no feed-forward block.
    private static func swapping() throws -> Model {
        let configuration: [String: Any] = [
            "model_type": "llama", "hidden_size": 2, "intermediate_size": 1,
            "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1,
            "head_dim": 2, "vocab_size": 3, "max_position_embeddings": 8, "rms_norm_eps": 1e-12,
            "rope_theta": 500.0, "tie_word_embeddings": false,
        ]
        func tensor(_ name: String, _ shape: [Int], _ numbers: [Float]) -> TinyModel.Tensor {
            let data = numbers.withUnsafeBytes { Data($0) }
            return TinyModel.Tensor(name: name, dtype: "F32", shape: shape, data: data)
        }
        let (one, layer) = ([Float](repeating: 1, count: 2), "model.layers.0.")
        let tensors = [
            tensor("model.embed_tokens.weight", [3, 2], [3, 4, 0, 0, 0, 0]),
            tensor(layer + "input_layernorm.weight", [2], one),
            tensor(layer + "self_attn.q_proj.weight", [2, 2], [0, 0, 0, 0]),
            tensor(layer + "self_attn.k_proj.weight", [2, 2], [0, 0, 0, 0]),
            tensor(layer + "self_attn.v_proj.weight", [2, 2], [1, 0, 0, 1]),
            tensor(layer + "self_attn.o_proj.weight", [2, 2], [0, 1, 1, 0]),
            tensor(layer + "post_attention_layernorm.weight", [2], one),
            tensor(layer + "mlp.gate_proj.weight", [1, 2], [0, 0]),
            tensor(layer + "mlp.up_proj.weight", [1, 2], [0, 0]),
            tensor(layer + "mlp.down_proj.weight", [2, 1], [0, 0]),
            tensor("model.norm.weight", [2], one),
            tensor("lm_head.weight", [3, 2], [1, 0, 0, 1, 1, 1]),
        ]
        let directory = try TinyModel.Directory()
        try directory.write(try TinyModel.json(configuration), "config.json")
        try directory.write(try TinyModel.file(tensors), "model.safetensors")
        return try directory.load()
    }

    @Test func oneHeadByHand() throws {
        let baseline = try BaselineRun(
            model: Self.swapping(), pool: WorkerPool(threads: 1), tokens: [0],
            request: ForwardRequest(logits: .last))
        let parts = try baseline.contributions(at: 0)
        // The norm of (3, 4) is (3, 4) / √12.5; the head writes it swapped.
        #expect(parts.embedding == [3, 4])
        #expect(abs(parts.heads[0][0][0] - 1.131371) < 1e-6)
        #expect(abs(parts.heads[0][0][1] - 0.848528) < 1e-6)
        #expect(parts.attentionBiases == [nil])
        #expect(parts.feedForward == [[0, 0]])
        // The stream is (4.131371, 4.848528), its root mean square 4.504245.
        let difference = try baseline.difference(of: 0, against: 1, in: parts)
        #expect(abs(difference.value - -0.717157 / 4.504245) < 1e-6)
        #expect(difference.uncapped == difference.value && difference.capScale == 1)
        #expect(abs(difference.share(of: parts.embedding) - -1 / 4.504245) < 1e-6)
        #expect(abs(difference.share(of: parts.heads[0][0]) - 0.282843 / 4.504245) < 1e-6)
        #expect(difference.normBias == nil && difference.unembeddingBias == nil)
    }

    @Test func theLensByHand() throws {
        let baseline = try BaselineRun(
            model: Self.swapping(), pool: WorkerPool(threads: 1), tokens: [0],
            request: .nothing)
        let readings = try baseline.lens(at: 0, actual: 1, halfSteps: true)
        #expect(readings.map(\.step) == [.embedding, .afterAttention(layer: 0), .afterLayer(0)])
        // Of the embedding: logits 3, 4 and 7 over √12.5; token 2 is on top everywhere.
        let first = try #require(readings.first)
        #expect(first.top.map(\.id) == [2, 1, 0])
        #expect(first.final.id == 2 && first.final.rank == 1)
        #expect(abs(first.final.logprob - -0.559979) < 1e-5)
        #expect(first.actual?.rank == 2)
        #expect(abs((first.actual?.logprob ?? 0) - (-0.559979 - 0.848528)) < 1e-5)
        #expect(readings[1].top == readings[2].top)
        #expect(
            try baseline.decisions(of: 0..<1) == [
                LensDecision(query: 0, final: 2, layersNeeded: 0)
            ])
    }

    @Test func positionsAndTokensOutsideAreRefused() throws {
        let baseline = try BaselineRun(
            model: Self.swapping(), pool: WorkerPool(threads: 1), tokens: [0],
            request: .nothing)
        for query in [-1, 1, 5] {
            #expect(throws: EngineError.self) { try baseline.contributions(at: query) }
            #expect(throws: EngineError.self) { try baseline.lens(at: query, actual: nil) }
        }
        #expect(throws: EngineError.self) { try baseline.decisions(of: 0..<2) }
        #expect(throws: EngineError.self) { try baseline.lens(at: 0, actual: 3) }
        let parts = try baseline.contributions(at: 0)
        #expect(throws: EngineError.self) {
            try baseline.difference(of: 0, against: 3, in: parts)
        }
    }
}
