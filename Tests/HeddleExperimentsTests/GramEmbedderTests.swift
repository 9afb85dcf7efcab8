import Foundation
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Synchronization
import Testing

/// Embedding many texts with the encoder in `Samples`.
@Suite struct GramEmbedderTests {
    private struct Expected: Decodable {
        var text: String
        var embedding: [Double]
    }

    private func embedder(threads: Int = 1) throws -> GramEmbedder {
        try GramEmbedder(
            path: Sample.root.appending(path: "Samples/models/minilm").path,
            pool: WorkerPool(threads: threads))
    }

    private static let grams = (0..<700).map { number in
        ["let us", "we can", "wait", "but what if", "so the answer is"][number % 5]
            + String(repeating: " again", count: number / 5 % 4) + " \(number / 20)"
    }

    @Test func embeddingsAreThoseOfTheFloat32Original() throws {
        let path = Sample.root.appending(path: "Tests/HeddleEngineTests/Fixtures/minilm.json")
        let expected = try JSONDecoder().decode([Expected].self, from: Data(contentsOf: path))
        let matrix = try embedder().embed(expected.map(\.text))
        #expect(matrix.rows == expected.count && matrix.dimension == 384)
        for (row, entry) in expected.enumerated() {
            let cosine = zip(matrix[row], entry.embedding).reduce(0) { $0 + Double($1.0) * $1.1 }
            #expect(cosine > 0.999, "\(entry.text.prefix(40))")
        }
    }

    @Test func orderAndRepetitionsOfTheTextsAreKept() throws {
        let embedder = try embedder()
        let texts = ["let us check", "wait", "let us check", "", "is that so, or is it not?"]
        let matrix = try embedder.embed(texts)
        for (row, text) in texts.enumerated() {
            #expect(Array(matrix[row]) == Array(try embedder.embed([text])[0]))
        }
        #expect(try embedder.embed([]).rows == 0)
    }

    @Test func whatTheCacheHasIsNotEmbeddedAgain() throws {
        let cache = MemoryCache()
        let embedder = try embedder(threads: 2)
        let first = try embedder.embed(Self.grams, cache: cache.cache)
        #expect(cache.texts == Set(Self.grams))
        var last: GramEmbedder.Progress?
        let again = try embedder.embed(Self.grams, cache: cache.cache) { last = $0 }
        #expect(again == first)
        #expect(last?.texts == 700 && last?.done == 700 && last?.cached == 700)
        #expect(try embedder.embed(Self.grams) == first)
    }

    @Test func anEmbeddingOfAnotherWidthInTheCacheIsMadeAnew() throws {
        let wrong = EmbeddingCache(lookup: { $0.map { _ in [1, 0] } }, store: { _, _ in })
        let embedder = try embedder()
        #expect(try embedder.embed(["wait"], cache: wrong) == embedder.embed(["wait"]))
    }

    @Test func whatWasDoneBeforeACancellationIsKept() throws {
        let cache = MemoryCache()
        let cancellation = Cancellation()
        var told: [Int] = []
        let error = #expect(throws: ExperimentError.self) {
            try embedder().embed(
                Self.grams, cache: cache.cache, cancellation: cancellation
            ) { progress in
                told.append(progress.done)
                if progress.done > 0 { cancellation.cancel() }
            }
        }
        #expect(error?.isCancellation == true)
        #expect(cache.texts.count == told.last)
        #expect((1..<700).contains(cache.texts.count))
    }

    @Test func theHashCanNameAFile() throws {
        let hash = try embedder().hash()
        #expect(hash.count == 64 && hash.allSatisfy(\.isHexDigit))
    }

    @Test func anEncoderWithoutATokenizerIsRefused() {
        let directory = "Tests/HeddleEngineTests/Fixtures/encoder"
        let error = #expect(throws: ExperimentError.self) {
            try GramEmbedder(path: Sample.root.appending(path: directory).path, pool: Sample.pool)
        }
        #expect(error?.description.contains("tokenizer") == true)
    }

    @Test func aModelThatIsNoEncoderIsRefused() {
        #expect(throws: ExperimentError.self) {
            try GramEmbedder(
                path: Sample.root.appending(path: "Samples/models/bobbin").path,
                pool: Sample.pool)
        }
    }
}

/// A cache in memory.
private final class MemoryCache: Sendable {
    private let kept = Mutex<[String: [Float]]>([:])

    var texts: Set<String> { kept.withLock { Set($0.keys) } }

    var cache: EmbeddingCache {
        EmbeddingCache(
            lookup: { texts in self.kept.withLock { kept in texts.map { kept[$0] } } },
            store: { texts, embeddings in
                self.kept.withLock { $0.merge(zip(texts, embeddings)) { $1 } }
            })
    }
}
