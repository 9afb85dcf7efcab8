import Foundation
import Testing

@testable import HeddleEngine

/// Models in GGUF compute what transformers computes from the weights that they were made of.
@Suite struct GGUFArchitectureTests {
    static let names = [
        "llama", "llama3", "llama-linear", "qwen2", "chat", "qwen2-yarn", "qwen3", "gemma2",
        "gemma3",
        "phi3", "phi3-short", "phi3-long", "gpt2", "gptneox", "gptneox-sequential",
        "llama-q8_0", "phi3-q5_0", "gptneox-q4_1",
    ]

    private func logits(_ path: String, _ ids: [Int32]) throws -> [LogitRow] {
        let context = try InferenceContext(
            model: try Model.load(path, dotProducts: .float32), pool: WorkerPool(threads: 1),
            capacity: 48)
        return try context.append(ids, request: ForwardRequest(logits: .all)).logits
    }

    @Test(arguments: names) func logitsMatch(name: String) throws {
        let expected = try GGUFFixtures.expected(name)
        let rows = try logits(GGUFFixtures.path(name), expected.ids)
        let references = try #require(expected.logits)
        #expect(references.count == 3)
        for (position, reference) in references {
            let row = try #require(Int(position).map { rows[$0] })
            #expect(largestDifference(row.values, reference) < 1e-4, "position \(position)")
        }
    }
}

/// An encoder in GGUF embeds as transformers does.
@Suite struct GGUFEncoderTests {
    private func largestError(
        _ encoder: EncoderModel, _ name: String = "bert"
    ) throws -> Float {
        let expected = try GGUFFixtures.expected(name)
        let embedding = try encoder.embed(ids: expected.ids, pool: WorkerPool(threads: 1))
        return largestDifference(embedding, try #require(expected.embedding))
    }

    @Test func embeddingsMatch() throws {
        let encoder = try EncoderModel.load(GGUFFixtures.path("bert"))
        #expect(encoder.configuration.pooling == .mean)
        #expect(encoder.configuration.longestText == 64)
        #expect(try largestError(encoder) < 1e-5)
    }

    @Test func quantisedMatricesAreUsedInPlace() throws {
        let encoder = try EncoderModel.load(GGUFFixtures.path("bert-q8_0"))
        #expect(encoder.weights.words.type == .q8x0)
        #expect(try largestError(encoder, "bert-q8_0") < 1e-5)
    }

    @Test func theFirstTokensStateIsTakenWhereTheFileSaysSo() throws {
        let copy = try GGUFFixtures.copy("bert", behind: "bert.pooling_type", offset: 4, byte: 2)
        let encoder = try EncoderModel.load(copy.path + "/bert.gguf")
        let expected = try GGUFFixtures.expected("bert")
        let embedding = try encoder.embed(ids: expected.ids, pool: WorkerPool(threads: 1))
        #expect(largestDifference(embedding, try #require(expected.firstToken)) < 1e-5)
        let last = try GGUFFixtures.copy("bert", behind: "bert.pooling_type", offset: 4, byte: 3)
        let error = #expect(throws: EngineError.self) {
            try EncoderModel.load(last.path + "/bert.gguf")
        }
        #expect(error?.description.contains("bert.pooling_type") == true)
    }

    @Test func theLongestTextOfTheSentenceEncoderIsKept() throws {
        func longest(_ pairs: [(String, GGUFBytes.Value)]) throws -> Int {
            var bytes = GGUFBytes.metadata("bert")
            bytes.pairs += pairs + [("bert.attention.layer_norm_epsilon", .float32(1e-12))]
            for (name, rows) in [("token_embd", 10), ("position_embd", 20), ("token_types", 2)] {
                bytes.add("\(name).weight", [UInt64(rows), 8])
            }
            let directory = try TinyModel.Directory()
            try directory.write(bytes.data, "bert.gguf")
            return try EncoderConfiguration(
                gguf: GGUFWeights(path: directory.path + "/bert.gguf")
            ).longestText
        }
        #expect(try longest([]) == 20)
        #expect(try longest([("bert.max_sequence_length", .uint32(7))]) == 7)
        #expect(throws: EngineError.self) {
            try longest([("bert.max_sequence_length", .uint32(21))])
        }
    }

    @Test func aDirectoryWithOneFileIsOpened() throws {
        let directory = try TinyModel.Directory()
        try directory.write(
            try Data(contentsOf: URL(filePath: GGUFFixtures.path("bert"))), "only.gguf")
        #expect(try largestError(EncoderModel.load(directory.path)) < 1e-5)
    }

    @Test func otherArchitecturesAreRefusedByName() throws {
        let error = #expect(throws: EngineError.self) {
            try EncoderModel.load(GGUFFixtures.path("qwen2"))
        }
        #expect(error?.description.contains("'qwen2' is not supported; supported: bert") == true)
        let other = #expect(throws: EngineError.self) {
            try Model.load(GGUFFixtures.path("bert"))
        }
        #expect(other?.description.contains("'bert' is not supported") == true)
    }
}
