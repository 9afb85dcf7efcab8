import HeddleAnalysis
import HeddleEngine

/// Embeds many short texts, such as the grams of a corpus.
///
/// Texts of equal length go through the encoder together; an embedding does not depend on the texts
/// beside it, on the number of threads or on what was cached.
public struct GramEmbedder: Sendable {
    public let encoder: EncoderModel
    private let tokenizer: any Tokenizer
    private let pool: WorkerPool

    /// Texts that are tokenized and sorted by length together: enough to fill batches of one
    /// length.
    private static let portion = 4096
    /// Texts of a call of the encoder, between which the work can be cancelled.
    private static let batch = 256

    /// Opens the sentence encoder in a directory or `.gguf` file.
    ///
    /// - Throws: `ExperimentError.engine` when its weights, `.noTokenizer` when its tokenizer cannot
    ///   be used.
    public init(path: String, pool: WorkerPool) throws(ExperimentError) {
        encoder = try ExperimentError.attempt { () throws(EngineError) in
            try EncoderModel.load(path)
        }
        do throws(TokenizerError) {
            tokenizer = try TokenizerLoader.load(directory: path)
        } catch {
            throw .noTokenizer(model: path, reason: error.description)
        }
        self.pool = pool
    }

    /// What embeddings depend on, as hexadecimal digits: the weights and the vocabulary. Reads every
    /// byte of the weights the first time.
    public func hash() -> String {
        var digest = SHA256()
        for part in [
            encoder.sha256(), tokenizer.vocabularyHash, "\(encoder.configuration)",
        ] {
            digest.update(Array(part.utf8))
            digest.update([0])
        }
        return digest.finish()
    }

    /// How far an embedding of texts has come.
    public struct Progress: Hashable, Sendable {
        /// Texts whose embeddings are there.
        public var done: Int
        public var texts: Int
        /// Those of `done` that came from the cache.
        public var cached: Int
    }

    /// The embeddings of texts, in their order; equal texts are embedded once.
    ///
    /// Cost: a forward pass over every text that is not cached. Memory: the result, and some ten
    /// megabytes. What was embedded before a cancellation is in the cache.
    ///
    /// - Parameter progress: told after every few hundred texts.
    /// - Throws: `ExperimentError.engine` with `EngineError.cancelled` after a cancellation, or
    ///   `.outOfMemory`.
    public func embed(
        _ texts: [String], cache: EmbeddingCache = .none, cancellation: Cancellation? = nil,
        progress: (Progress) -> Void = { _ in }
    ) throws(ExperimentError) -> EmbeddingMatrix {
        var places: [String: [Int]] = [:]
        var distinct: [String] = []
        for (place, text) in texts.enumerated() {
            if places[text] == nil { distinct.append(text) }
            places[text, default: []].append(place)
        }
        let width = encoder.configuration.width
        var values = [Float](repeating: 0, count: texts.count * width)
        var state = Progress(done: 0, texts: texts.count, cached: 0)
        for start in stride(from: 0, to: distinct.count, by: Self.portion) {
            let portion = Array(distinct[start..<min(start + Self.portion, distinct.count)])
            try embed(portion, cache, cancellation) { text, embedding, isCached in
                for place in places[text] ?? [] {
                    values.replaceSubrange(place * width..<(place + 1) * width, with: embedding)
                    state.done += 1
                    if isCached { state.cached += 1 }
                }
            } told: {
                progress(state)
            }
        }
        return try matrix(values)
    }

    private func embed(
        _ texts: [String], _ cache: EmbeddingCache, _ cancellation: Cancellation?,
        put: (_ text: String, _ embedding: [Float], _ isCached: Bool) -> Void, told: () -> Void
    ) throws(ExperimentError) {
        var missing: [(text: String, ids: [Int32])] = []
        for (text, known) in zip(texts, cache.lookup(texts)) {
            if let known, known.count == encoder.configuration.width {
                put(text, known, true)
            } else {
                missing.append((text, encoder.fitted(tokenizer.encode(text, addSpecial: true))))
            }
        }
        told()
        missing.sort { $0.ids.count < $1.ids.count }
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            if cancellation?.isCancelled == true { throw .engine(.cancelled) }
            let batch = missing[start..<min(start + Self.batch, missing.count)]
            let embeddings = try ExperimentError.attempt { () throws(EngineError) in
                try encoder.embed(batch: batch.map(\.ids), pool: pool)
            }
            for (entry, embedding) in zip(batch, embeddings) { put(entry.text, embedding, false) }
            // At once, so that a program that is ended loses one batch.
            cache.store(batch.map(\.text), embeddings)
            told()
        }
    }

    private func matrix(_ values: [Float]) throws(ExperimentError) -> EmbeddingMatrix {
        do throws(ClusteringError) {
            return try EmbeddingMatrix(values: values, dimension: encoder.configuration.width)
        } catch {
            throw .encoder(model: encoder.path, reason: error.description)
        }
    }
}
