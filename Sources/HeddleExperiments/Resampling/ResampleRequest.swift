import HeddleAnalysis
import HeddleEngine

/// Which sentence of a trace is resampled, and how.
public struct ResampleRequest: Sendable {
    /// Its number among the sentences of the reasoning, from 0; see `ResampledSentence.all`.
    public var sentence: Int
    /// Continuations of each arm.
    public var continuations: Int
    /// First sentences that are tried at most, to find as many that say something else.
    public var tries: Int
    public var settings: ResampleSettings
    /// Compares sentences; nil to compare them by their words.
    public let encoder: GramEmbedder?
    /// Bytes that keys and values of the continuations may take together; one at least is drawn.
    public var memory = 1 << 30

    /// - Parameters:
    ///   - tries: nil for `usualTries` times the continuations.
    ///   - settings: their measure of similarity is replaced by what `encoder` allows.
    public init(
        sentence: Int, continuations: Int, tries: Int? = nil, settings: ResampleSettings,
        encoder: GramEmbedder?
    ) {
        self.sentence = sentence
        self.continuations = continuations
        self.tries = tries ?? continuations * Self.usualTries
        self.encoder = encoder
        self.settings = settings
        self.settings.similarity.measure = encoder == nil ? .words : .embedding
    }

    /// Tries for each continuation that is wanted.
    public static let usualTries = 4

    /// - Throws: `ResampleError`.
    func check() throws(ResampleError) {
        guard continuations > 0 else { throw .noContinuations(wanted: continuations) }
        guard tries >= continuations else {
            throw .noTries(tries: tries, wanted: continuations)
        }
        guard settings.maxTokens > 0 else { throw .noTokens(maxTokens: settings.maxTokens) }
        guard settings.temperature > 0 else { throw .noTemperature(settings.temperature) }
    }

    func sampling(seed: UInt64) -> SamplingOptions {
        SamplingOptions(
            temperature: Float(settings.temperature), topK: settings.topK,
            topP: Float(settings.topP), minP: Float(settings.minP), seed: seed)
    }

    /// The seed of an attempt: the same in both arms, so that their noise is coupled.
    func seed(ofAttempt attempt: Int) -> UInt64 {
        guard attempt > 0 else { return settings.seed }
        var generator = HeddleAnalysis.SeededGenerator(
            seed: settings.seed, stream: UInt64(attempt))
        // A file holds whole numbers with a sign.
        return generator.next() >> 1
    }
}

extension ResampleSettings {
    /// As a trace was sampled, as far as it says so; at temperature 0.7 where it was not drawn at
    /// random. All of a file's numbers that are out of range are left at what they usually are.
    public init(of trace: Trace, seed: UInt64 = 0, maxTokens: Int) {
        func number(_ key: String, _ usual: Double, _ range: ClosedRange<Double>) -> Double {
            guard let value = trace.sampling[key]?.double, range.contains(value) else {
                return usual
            }
            return value
        }
        let temperature = number("temperature", 0, 0...100)
        self.init(
            temperature: temperature > 0 ? temperature : Self.usualTemperature,
            topK: trace.sampling["top_k"]?.int.map { max(0, $0) } ?? 0,
            topP: number("top_p", 1, 0.000_001...1), minP: number("min_p", 0, 0...1), seed: seed,
            maxTokens: maxTokens, similarity: SentenceSimilarity(measure: .words))
    }

    /// The bundled traces were written at it.
    private static let usualTemperature = 0.7
}
