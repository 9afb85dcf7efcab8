/// A token that a model generated, and what the model thought of it.
public struct GeneratedToken: Sendable {
    public let id: Int32
    /// Its index in the text, counted from the start of the prompt.
    public let position: Int
    /// The token and its competitors under the full distribution at temperature 1, with the
    /// interventions in force.
    public let prediction: Prediction
    /// Summaries of the heads asked for, layer by layer, at the query that predicted it
    /// (`position - 1`); empty where none were asked for.
    public let summaries: [HeadSummary]
    /// The rows of attention patterns asked for, at the same query.
    public let patterns: [PatternRow]
    /// Whether it is one of the tokens that end the text.
    public let endsText: Bool
}

/// Generates a text token by token from a context.
///
/// The context must hold at least one token. The generator runs its last token again, so that the
/// first prediction already has the generator's interventions; what the cache holds of earlier
/// tokens stays as it is ("from here on"). For "as if always off" fill the context under the same
/// interventions.
public struct Generator {
    public let context: InferenceContext
    public let interventions: [Intervention]
    public let stopIDs: Set<Int32>
    /// Whether a stop token was generated or the context is full.
    public private(set) var isFinished = false
    /// The context's tokens and all that were generated.
    public private(set) var tokens: [Int32]
    private let sampler: Sampler

    /// - Parameter stopIDs: tokens after which nothing is generated; nil for the model's own.
    /// - Throws: `EngineError.invalidRequest` for an empty context or a sampling option out of range.
    public init(
        context: InferenceContext, sampling: SamplingOptions = .greedy,
        interventions: [Intervention] = [], stopIDs: Set<Int32>? = nil
    ) throws(EngineError) {
        guard !context.tokens.isEmpty else {
            throw .invalidRequest(
                problem: "nothing to continue", remedy: "give a prompt of at least one token")
        }
        self.context = context
        self.interventions = interventions
        self.stopIDs = stopIDs ?? Set(context.model.configuration.endOfTextIDs)
        sampler = try Sampler(sampling)
        tokens = context.tokens
    }

    /// Generates one token; nil once the generator is finished.
    ///
    /// - Parameter request: what else to compute at the query that predicts it; its predictions and
    ///   logits are ignored, its `topCount` is used.
    /// - Throws: what `InferenceContext.append` throws; the generator can be asked again afterwards.
    public mutating func next(
        _ request: ForwardRequest = .nothing, observer: Observer? = nil,
        cancellation: Cancellation? = nil
    ) throws(EngineError) -> GeneratedToken? {
        guard !isFinished, tokens.count < context.capacity, let last = tokens.last else {
            isFinished = true
            return nil
        }
        var wanted = request
        wanted.predictions = false
        wanted.logits = .last
        context.truncate(to: tokens.count - 1)
        let result = try context.append(
            [last], request: wanted, interventions: interventions, observer: observer,
            cancellation: cancellation)
        guard let logits = result.logits.first?.values else { return nil }
        let id = sampler.sample(logits, position: tokens.count)
        let token = GeneratedToken(
            id: id, position: tokens.count,
            prediction: LogitStatistics.prediction(
                of: logits, target: id, topCount: request.topCount),
            summaries: result.summaries?.summaries(query: tokens.count - 1) ?? [],
            patterns: result.patterns, endsText: stopIDs.contains(id))
        tokens.append(id)
        isFinished = token.endsText
        return token
    }
}
