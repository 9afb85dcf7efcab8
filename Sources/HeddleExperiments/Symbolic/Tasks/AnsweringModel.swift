import HeddleAnalysis
import HeddleEngine

/// A model that answers prompts greedily, one after another. To be used by one thread at a time.
///
/// As in the published evaluation of identity rules (Yang et al. 2025): at most ten tokens; the
/// model's end tokens and every token that starts with a newline stop it; an answer is right when
/// the text before the stop is the expected one, byte for byte.
public final class AnsweringModel {
    public static let longestAnswer = 10

    public let model: Model
    public let text: TaskTokenizer
    public let stopIDs: Set<Int32>
    private let pool: WorkerPool
    private let interventions: [Intervention]
    private let sampler: Sampler
    private var context: InferenceContext?

    /// - Parameters:
    ///   - beginsText: whether a beginning token is put in front of prompts; nil for what the
    ///     tokenizer does by itself.
    ///   - interventions: what is done to the model while it reads and answers.
    /// - Throws: `ExperimentError.noTokenizer` and `.noBeginning`.
    public init(
        _ loaded: LoadedModel, pool: WorkerPool, beginsText: Bool? = nil,
        interventions: [Intervention] = []
    ) throws(ExperimentError) {
        model = loaded.model
        text = try TaskTokenizer(loaded, beginsText: beginsText)
        stopIDs = text.newlineIDs().union(model.configuration.endOfTextIDs)
        self.pool = pool
        self.interventions = interventions
        sampler = try ExperimentError.attempt { () throws(EngineError) in try Sampler(.greedy) }
    }

    /// Whether the greedy answer is the expected one. Stops as soon as it cannot become that.
    ///
    /// - Throws: `ExperimentError.contextExceeded` for a prompt that leaves no room for an answer,
    ///   `.emptyCorpus` for an empty prompt, and what the engine throws.
    public func answersRight(
        _ prompt: AnsweredPrompt, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> Bool {
        let expected = Array(prompt.answer.utf8)
        let answer = try generate(prompt.prompt, cancellation) { expected.starts(with: $0) }
        return answer == expected
    }

    /// Which of the answers the greedy one is, the first where several are the same; nil for none.
    /// Stops as soon as it cannot become any.
    ///
    /// - Throws: as `answersRight`.
    public func choice(
        _ prompt: String, among answers: [String], cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> Int? {
        let expected = answers.map { Array($0.utf8) }
        let answer = try generate(prompt, cancellation) { begun in
            expected.contains { $0.starts(with: begun) }
        }
        return expected.firstIndex(of: answer)
    }

    /// The whole greedy answer.
    ///
    /// - Throws: as `answersRight`.
    public func answer(
        _ prompt: String, cancellation: Cancellation? = nil
    ) throws(ExperimentError) -> String {
        String(decoding: try generate(prompt, cancellation) { _ in true }, as: UTF8.self)
    }

    /// The bytes generated before the first stop, or up to where they stop being of interest.
    private func generate(
        _ prompt: String, _ cancellation: Cancellation?, while isOpen: ([UInt8]) -> Bool
    ) throws(ExperimentError) -> [UInt8] {
        var next = text.ids(prompt)
        guard !next.isEmpty else { throw .emptyCorpus(reason: "the prompt is empty") }
        let context = try emptyContext(for: next.count + Self.longestAnswer)
        var answer: [UInt8] = []
        for _ in 0..<Self.longestAnswer {
            let id = try mostProbable(after: next, in: context, cancellation)
            guard let id, !stopIDs.contains(id) else { break }
            answer += text.tokenizer.bytes(of: id)
            guard isOpen(answer) else { break }
            next = [id]
        }
        return answer
    }

    private func mostProbable(
        after tokens: [Int32], in context: InferenceContext, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> Int32? {
        let result = try ExperimentError.attempt { () throws(EngineError) in
            try context.append(
                tokens, request: ForwardRequest(logits: .last), interventions: interventions,
                cancellation: cancellation)
        }
        return result.logits.first.map { sampler.sample($0.values, position: context.tokens.count) }
    }

    private func emptyContext(for tokens: Int) throws(ExperimentError) -> InferenceContext {
        let limit = model.configuration.contextLength
        guard tokens <= limit else { throw .contextExceeded(tokens: tokens, limit: limit) }
        if let context, context.capacity >= tokens {
            context.truncate(to: 0)
            return context
        }
        let made = try ExperimentError.attempt { () throws(EngineError) in
            try InferenceContext(model: model, pool: pool, capacity: min(limit, 2 * tokens))
        }
        context = made
        return made
    }
}
