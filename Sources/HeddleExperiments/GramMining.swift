import HeddleAnalysis
import HeddleEngine

/// Mines strategic grams: counts the grams of a corpus, embeds those that pass the criteria,
/// clusters the embeddings and keeps the clusters in the most solutions (2509.03646, section 2.1).
public struct GramMining: Sendable {
    public let embedder: GramEmbedder
    public let cache: EmbeddingCache
    public let parameters: MiningParameters

    /// - Parameter cache: embeddings of earlier runs; a run that was cancelled goes on from them.
    public init(
        embedder: GramEmbedder, cache: EmbeddingCache = .none, parameters: MiningParameters
    ) {
        self.embedder = embedder
        self.cache = cache
        self.parameters = parameters
    }

    /// What is being done, with the share of it that is done, 0...1.
    public enum Stage: Hashable, Sendable {
        case counting(Double)
        case embedding(done: Int, of: Int)
        case clustering(Double)
        case countingClusters(Double)
    }

    /// Everything that was mined: the grams, and their clusters with counts.
    public struct Result: Sendable {
        public let grams: MinedGrams
        public let clusters: CountedClusters
    }

    /// Mines a corpus; equal solutions, parameters and seeds give equal results.
    ///
    /// - Parameter progress: told of each step several times a second.
    /// - Throws: `ExperimentError.emptyCorpus` without solutions or where no gram passes, `.engine`
    ///   with `EngineError.cancelled` after a cancellation, and what the source throws.
    public func mine(
        _ source: some SolutionSource, cancellation: Cancellation = Cancellation(),
        progress: (Stage) -> Void = { _ in }
    ) throws -> Result {
        func tell(_ stage: Stage) throws {
            if cancellation.isCancelled { throw ExperimentError.engine(.cancelled) }
            progress(stage)
        }
        guard source.count > 0 else {
            throw ExperimentError.emptyCorpus(reason: "no solution is left to be counted")
        }
        let grams = try MinedGrams(source, parameters: parameters) { try tell(.counting($0)) }
        guard !grams.texts.isEmpty else {
            throw ExperimentError.emptyCorpus(reason: noGramReason(grams))
        }
        let embeddings = try embed(grams.texts, cancellation, progress)
        let prototypes = try embedder.embed(
            IntentPrototypes.sentences.map(\.text), cache: cache, cancellation: cancellation)
        let clustering = try parameters.clustering.cluster(embeddings, seed: parameters.seed) {
            try tell(.clustering($0))
        }
        let clusters = try grams.clusters(
            source, clustering: clustering,
            intents: IntentPrototypes.intents(of: embeddings, prototypes: prototypes)
        ) { try tell(.countingClusters($0)) }
        return Result(grams: grams, clusters: clusters)
    }

    private func embed(
        _ texts: [String], _ cancellation: Cancellation, _ progress: (Stage) -> Void
    ) throws(ExperimentError) -> EmbeddingMatrix {
        try embedder.embed(texts, cache: cache, cancellation: cancellation) { state in
            progress(.embedding(done: state.done, of: state.texts))
        }
    }

    private func noGramReason(_ grams: MinedGrams) -> String {
        let floor = parameters.floor(solutions: grams.solutions)
        return "of \(grams.frequent) phrases that occur in \(floor) or more of "
            + "\(grams.solutions) solutions none passes the criteria; lower --min-solutions or "
            + "loosen the criteria"
    }
}
