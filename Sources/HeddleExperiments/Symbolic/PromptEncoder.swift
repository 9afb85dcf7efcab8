import HeddleAnalysis
import HeddleEngine

/// Turns prompts of symbolic tasks into tokens, with or without a token that begins the text.
public struct PromptEncoder: Sendable {
    public let tokenizer: any Tokenizer
    /// What stands in front of every prompt; empty or a single token with all models known.
    public let beginning: [Int32]

    public enum Beginning: Sendable, Hashable {
        /// As the model's tokenizer does by itself.
        case asTokenizer
        case none
        /// This token.
        case token(Int32)
    }

    public init(_ tokenizer: any Tokenizer, beginning: Beginning = .asTokenizer) {
        self.tokenizer = tokenizer
        switch beginning {
        case .none: self.beginning = []
        case .token(let id): self.beginning = [id]
        case .asTokenizer:
            let plain = tokenizer.encode("a", addSpecial: false)
            let framed = tokenizer.encode("a", addSpecial: true)
            let start = framed.indices.first { framed[$0...].starts(with: plain) } ?? 0
            self.beginning = Array(framed[..<start])
        }
    }

    public func ids(_ prompt: String) -> [Int32] {
        beginning + tokenizer.encode(prompt, addSpecial: false)
    }

    /// The first token of an answer as it stands behind its prompt.
    ///
    /// - Returns: nil for an answer without tokens.
    public func answerID(_ answer: String, after prompt: String) -> Int32? {
        let before = tokenizer.encode(prompt, addSpecial: false)
        let whole = tokenizer.encode(prompt + answer, addSpecial: false)
        if whole.count > before.count, whole.starts(with: before) { return whole[before.count] }
        return tokenizer.encode(answer, addSpecial: false).first
    }

    public func tokens(of prompt: String) -> PromptTokens {
        let ids = ids(prompt)
        return PromptTokens(
            ids: ids, spellings: ids.map { tokenizer.bytes(of: $0) }, beginning: beginning.count)
    }

    /// A context pair as tokens.
    ///
    /// - Parameter number: the pair's place in its list from 1 on, for the message.
    /// - Throws: `ExperimentError.unusablePair` where positions do not agree.
    public func tokens(
        of pair: ContextPair, number: Int
    ) throws(ExperimentError) -> PairTokens {
        guard let baseAnswer = answerID(pair.base.answer, after: pair.base.prompt),
            let expAnswer = answerID(pair.exp.answer, after: pair.exp.prompt),
            let target = answerID(pair.target, after: pair.exp.prompt)
        else {
            throw .unusablePair(number: number, reason: "an answer has no tokens")
        }
        let tokens = PairTokens(
            rule: pair.rule, base: self.tokens(of: pair.base.prompt),
            exp: self.tokens(of: pair.exp.prompt), baseAnswer: baseAnswer, expAnswer: expAnswer,
            target: target)
        if let problem = tokens.problem { throw .unusablePair(number: number, reason: problem) }
        return tokens
    }
}
