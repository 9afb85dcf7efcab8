import ArgumentParser
import EffectRunner
import HeddleAnalysis
import HeddleEngine
import HeddleExperiments
import Storage

/// How continuations of a trace are drawn.
struct ResampleOptions: ParsableArguments {
    @Option(name: .customShort("n"), help: "Continuations with the sentence, and without it.")
    var count = 100

    @Option(
        help: "First sentences to try at most, for as many that say something else (default: 4 n).")
    var tries: Int?

    @Option(help: "Tokens behind the sentence at most.")
    var maxTokens = 600

    @Option(
        help: ArgumentHelp(
            "A sentence says something else where the cosine of the embeddings is below this.",
            valueName: "cosine"))
    var threshold = SentenceSimilarity.publishedThreshold

    @Option(
        help: ArgumentHelp(
            "Sentence encoder (default: the shipped MiniLM); 'none' compares the sentences' words.",
            valueName: "path"))
    var encoder: String?

    @Option(help: "Default: as the trace was sampled, else 0.7.")
    var temperature: Double?

    @Option(help: "Only the most probable tokens whose probabilities add up to this.")
    var topP: Double?

    @Option(help: "Only this many of the most probable tokens.")
    var topK: Int?

    @Option(help: "Only tokens at least this times as probable as the best.")
    var minP: Double?

    @Option(help: "Runs with one seed share their noise.")
    var seed: UInt64 = 0

    func validate() throws {
        if count < 1 { throw ValidationError("-n is 1 or more") }
        if let tries, tries < count {
            throw ValidationError("--tries is at least as many as the continuations, \(count)")
        }
        if maxTokens < 1 { throw ValidationError("--max-tokens is 1 or more") }
        if !(threshold > -1 && threshold <= 1.01) {
            throw ValidationError("--threshold is a cosine, above -1 and up to 1")
        }
        if let temperature, !(temperature > 0 && temperature.isFinite) {
            throw ValidationError(
                "--temperature is above 0: at 0 all continuations would be alike")
        }
        if let topP, !(topP > 0 && topP <= 1) { throw ValidationError("--top-p is in (0, 1]") }
        if let topK, topK < 0 { throw ValidationError("--top-k is 0 (all) or more") }
        if let minP, !(minP >= 0 && minP <= 1) { throw ValidationError("--min-p is in [0, 1]") }
        if seed > UInt64(Int.max) { throw ValidationError("--seed is at most \(Int.max)") }
    }

    func request(_ sentence: Int, of trace: Trace, pool: WorkerPool) throws -> ResampleRequest {
        var settings = ResampleSettings(of: trace, seed: seed, maxTokens: maxTokens)
        settings.similarity.threshold = threshold
        if let temperature { settings.temperature = temperature }
        if let topP { settings.topP = topP }
        if let topK { settings.topK = topK }
        if let minP { settings.minP = minP }
        return ResampleRequest(
            sentence: sentence, continuations: count, tries: tries, settings: settings,
            encoder: try loadEncoder(pool))
    }

    /// The encoder that was named, which must open; the shipped one where it does.
    private func loadEncoder(_ pool: WorkerPool) throws -> GramEmbedder? {
        if let encoder {
            return encoder == "none" ? nil : try GramEmbedder(path: encoder, pool: pool)
        }
        do {
            return try GramEmbedder(path: Resources.found().bundledEncoder(), pool: pool)
        } catch {
            Output.message("the shipped sentence encoder cannot be used (\(error)); words decide")
            return nil
        }
    }
}
