import HeddleAnalysis
import HeddleEngine

extension TaskTokenizer {
    /// The first token of an answer as it stands behind its prompt; nil for an empty answer.
    public func answerID(_ answer: String, after prompt: String) -> Int32? {
        let before = tokenizer.encode(prompt, addSpecial: false)
        let whole = tokenizer.encode(prompt + answer, addSpecial: false)
        if whole.count > before.count, whole.starts(with: before) { return whole[before.count] }
        return tokenizer.encode(answer, addSpecial: false).first
    }

    /// A prompt as tokens, with the places of its items.
    public func tokens(of prompt: String) -> PromptTokens {
        let ids = ids(prompt)
        return PromptTokens(
            ids: ids, spellings: ids.map(tokenizer.bytes(of:)), beginning: beginning.count)
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
