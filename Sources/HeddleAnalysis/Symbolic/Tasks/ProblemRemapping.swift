/// Problems with their signs replaced, and how answers to them are judged.
///
/// Every digit and sign of calculation is replaced by the same other sign throughout. The answer is
/// judged by the same mapping: it must be written with the other signs.
public struct ProblemRemapping: Sendable {
    public let mapping: SignMapping
    /// Whether the prompt says which sign stands for which. Without that and without examples
    /// nothing tells what the signs mean.
    public let tellsMapping: Bool
    /// Problems that have such signs in their prompt or answer, and a known answer.
    public let problems: [Problem]
    /// How many others there were.
    public let leftOut: Int

    /// - Throws: `RemapError.noSigns` where too few signs are free, `.nothingToRemap` where no
    ///   problem has any to replace.
    public init(
        _ problems: [Problem], symbols: RemappedSymbols, seed: UInt64, tellsMapping: Bool = true
    ) throws(RemapError) {
        let mapping = try SignMapping.of(
            symbols, for: problems.flatMap { [$0.prompt, $0.answerText ?? ""] }, seed: seed)
        let affected = problems.filter { problem in
            guard let key = problem.key else { return false }
            // The steps of a countdown answer hold digits and signs of calculation always.
            if case .countdown = key { return true }
            return mapping.occurs(in: problem.prompt)
                || mapping.occurs(in: problem.answerText ?? "")
        }
        guard !affected.isEmpty else { throw .nothingToRemap }
        self.mapping = mapping
        self.tellsMapping = tellsMapping
        self.problems = affected
        leftOut = problems.count - affected.count
    }

    /// The remapped prompt, behind what is told of the mapping.
    public func prompt(_ problem: Problem) -> String {
        let mapped = mapping.mapped(problem.prompt)
        return tellsMapping ? mapping.explanation + "\n" + mapped : mapped
    }

    /// What came out of a problem.
    ///
    /// - Parameters:
    ///   - before: the response to the problem as it is.
    ///   - after: the response to the remapped one.
    public func outcome(
        _ problem: Problem, before: String, after: String
    ) -> RemapComparison.Outcome {
        let usesOldSigns = AnswerCheck.finalAnswer(of: after).map(mapping.occurs) ?? false
        let restored = AnswerCheck.check(problem, response: mapping.restored(after))
        return RemapComparison.Outcome(
            isRightBefore: AnswerCheck.check(problem, response: before).correct ?? false,
            isRightAfter: (restored.correct ?? false) && !usesOldSigns,
            usesOldSigns: usesOldSigns)
    }
}

extension Problem {
    fileprivate var answerText: String? {
        if case .text(let text) = key { text } else { nil }
    }
}
