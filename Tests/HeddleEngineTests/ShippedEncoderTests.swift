import Foundation
import Testing

@testable import HeddleEngine

/// The encoder in `Samples`, held against a float64 pass over the weights that it was made of.
@Suite struct ShippedEncoderTests {
    private struct Expected: Decodable {
        var text: String
        var ids: [Int32]
        var embedding: [Double]
    }

    private let path = TextFixtures.samples + "/models/minilm/minilm-q8_0.gguf"
    private let pool = WorkerPool(threads: 2)

    private func expected() throws -> [Expected] {
        try TextFixtures.decode([Expected].self, TextFixtures.fixtures + "/minilm.json")
    }

    @Test func itsEmbeddingsAreThoseOfTheOriginal() throws {
        let encoder = try EncoderModel.load(path)
        let expected = try expected()
        let embeddings = try encoder.embed(batch: expected.map(\.ids), pool: pool)
        for (entry, numbers) in zip(expected, embeddings) {
            #expect(try encoder.embed(ids: entry.ids, pool: pool) == numbers)
            let embedding = numbers.map(Double.init)
            let length = embedding.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(length - 1) < 1e-6)
            let cosine = zip(embedding, entry.embedding).reduce(0) { $0 + $1.0 * $1.1 } / length
            #expect(cosine > 0.999, "\(entry.text.prefix(40))")
        }
    }

    @Test func itsTokenizerGivesTheIdsOfTheOriginal() throws {
        let encoder = try EncoderModel.load(path)
        let tokenizer = try TokenizerLoader.load(directory: path)
        for entry in try expected() {
            let ids = encoder.fitted(tokenizer.encode(entry.text, addSpecial: true))
            #expect(ids == entry.ids, "\(entry.text.prefix(40))")
        }
    }

    @Test func itCutsTextsWhereTheOriginalDoes() throws {
        #expect(try EncoderModel.load(path).configuration.longestText == 256)
    }
}
