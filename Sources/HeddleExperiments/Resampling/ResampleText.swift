import HeddleAnalysis
import HeddleEngine

/// What a resampling starts from: the sentence, the two beginnings, and the check of answers.
struct ResampleText {
    let sentence: ResampledSentence
    let ids: [Int32]
    let promptLength: Int
    let problem: Problem
    let tokenizer: any Tokenizer
    /// The length, in tokens, at which every continuation ends.
    let end: Int

    /// - Throws: `ExperimentError`: `.resampling`, `.noTokenizer`, `.contextExceeded`.
    init(
        _ opened: OpenedTrace, _ request: ResampleRequest, _ model: LoadedModel
    ) throws(ExperimentError) {
        tokenizer = try model.requireTokenizer()
        guard let problem = Problem(trace: opened.trace), problem.key != nil else {
            throw .resampling(.nothingToCheck(id: opened.trace.id))
        }
        let sentences = ResampledSentence.all(of: opened.trace, tokens: opened.tokens)
        guard sentences.indices.contains(request.sentence) else {
            throw .resampling(.noSentence(number: request.sentence, count: sentences.count))
        }
        sentence = sentences[request.sentence]
        guard !sentence.tokens.isEmpty, sentence.tokens.lowerBound > 0 else {
            throw .resampling(.outsideResponse(number: request.sentence))
        }
        let limit = model.model.configuration.contextLength
        guard sentence.tokens.upperBound < limit else {
            throw .contextExceeded(tokens: sentence.tokens.upperBound, limit: limit)
        }
        end = min(limit, sentence.tokens.upperBound + request.settings.maxTokens)
        ids = opened.tokens.ids
        promptLength = opened.tokens.promptLength
        self.problem = problem
    }

    /// The tokens that an arm's continuations go on from.
    func prefix(_ arm: ResampleArm) -> [Int32] {
        let tokens = sentence.tokens
        return Array(ids[..<(arm == .kept ? tokens.upperBound : tokens.lowerBound)])
    }

    /// What tells this resampling from others of the same settings, as hexadecimal digits.
    var hash: String {
        var digest = SHA256()
        digest.update(Array("\(sentence.tokens) \(promptLength) \(problem)".utf8))
        for id in prefix(.kept) { digest.update(Array(" \(id)".utf8)) }
        return digest.finish()
    }

    /// Checks a continuation that is at its end. One that was cut off inside its reasoning gave no
    /// answer, unless what it says already holds the right one.
    func outcome(
        _ arm: ResampleArm, _ ids: [Int32], ended: Bool
    ) -> ResampledContinuation.Outcome {
        let written = ended ? ids.dropLast() : ids[...]
        let response = TraceTokens.text(
            of: prefix(arm).dropFirst(promptLength) + written, tokenizer: tokenizer)
        let check = AnswerCheck.check(problem, response: response)
        let isRight = check.correct ?? false
        let isOpen =
            !ended && TraceRegions(text: Array(response.utf8), contextLength: 0).tags.isEmpty
        return ResampledContinuation.Outcome(
            ids: ids, text: TraceTokens.text(of: written, tokenizer: tokenizer), ended: ended,
            answer: isOpen && !isRight ? nil : check.answer, correct: isRight)
    }
}

/// A continuation that is being drawn.
struct ResampleDraft {
    let arm: ResampleArm
    let attempt: Int
    let seed: UInt64
    var ids: [Int32] = []
    /// What the tokens spell, without one that ends the text.
    var bytes: [UInt8] = []
    var similarity: Double?
    /// Whether it has to be seen yet that it says something else.
    var isUndecided: Bool

    init(arm: ResampleArm, attempt: Int, seed: UInt64) {
        self.arm = arm
        self.attempt = attempt
        self.seed = seed
        isUndecided = arm == .without
    }

    mutating func append(_ token: BatchedToken, _ tokenizer: any Tokenizer) {
        ids.append(token.id)
        if !token.endsText { bytes += tokenizer.bytes(of: token.id) }
    }

    /// Its first sentence; nil while that may grow, unless the text is at its end.
    func firstSentence(isAtEnd: Bool) -> String? {
        let sentences = AnchorSentences(text: bytes).sentences
        guard isAtEnd || sentences.count > 1 else { return nil }
        return sentences.first?.text(in: bytes) ?? ""
    }

    func result(
        firstSentence: String, outcome: ResampledContinuation.Outcome?
    ) -> ResampledContinuation {
        ResampledContinuation(
            arm: arm, attempt: attempt, seed: seed, firstSentence: firstSentence,
            similarity: similarity, outcome: outcome)
    }
}
