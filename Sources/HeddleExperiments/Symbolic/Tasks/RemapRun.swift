import HeddleAnalysis
import HeddleEngine

/// Answers tasks as they are and with their symbols replaced.
public enum RemapRun {
    /// Prompts of a symbolic task, before and after; one comparison.
    ///
    /// - Parameter progress: is told how many prompts are done.
    /// - Throws: what `AnsweringModel` throws.
    public static func compare(
        _ prompts: [TaskRemapping.Remapped], rule: String, _ answering: AnsweringModel,
        cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> RemapComparison {
        var comparison = RemapComparison(group: rule)
        for (index, prompt) in prompts.enumerated() {
            let before = try isRight(prompt.before, answering, cancellation)
            let after = try isRight(prompt.after, answering, cancellation)
            comparison.outcomes.append(
                RemapComparison.Outcome(isRightBefore: before, isRightAfter: after))
            progress(index + 1)
        }
        return comparison
    }

    private static func isRight(
        _ prompt: TaskPrompt, _ answering: AnsweringModel, _ cancellation: Cancellation?
    ) throws(ExperimentError) -> Bool {
        try answering.choice(
            prompt.prompt.prompt, among: prompt.right, cancellation: cancellation) != nil
    }

    /// How responses to problems are made.
    public struct Responses: Sendable {
        public var raw: Bool
        public var maxTokens: Int
        public var sampling: SamplingOptions
        public var mask: HeadMask
        public var reference: AblationReference

        public init(
            raw: Bool = false, maxTokens: Int = 600, sampling: SamplingOptions = .greedy,
            mask: HeadMask = HeadMask(), reference: AblationReference = AblationReference()
        ) {
            self.raw = raw
            self.maxTokens = maxTokens
            self.sampling = sampling
            self.mask = mask
            self.reference = reference
        }
    }

    /// Problems before and after; one comparison for each kind of problem, in the order met.
    ///
    /// - Parameter progress: is told how many problems are done.
    /// - Throws: what `TraceGeneration` throws.
    public static func compare(
        _ remapping: ProblemRemapping, _ responses: Responses, model: LoadedModel,
        pool: WorkerPool, cancellation: Cancellation? = nil, progress: (Int) -> Void = { _ in }
    ) throws(ExperimentError) -> [RemapComparison] {
        var found: [RemapComparison] = []
        for (index, problem) in remapping.problems.enumerated() {
            var texts: [String] = []
            for prompt in [problem.prompt, remapping.prompt(problem)] {
                let request = GenerationRequest(
                    id: problem.id, task: problem.task, prompt: prompt, raw: responses.raw,
                    maxTokens: responses.maxTokens, sampling: responses.sampling,
                    mask: responses.mask, reference: responses.reference)
                var generation = try TraceGeneration(
                    request, model: model, pool: pool, cancellation: cancellation)
                while try generation.next(cancellation: cancellation) != nil {}
                texts.append(generation.trace.response)
            }
            let outcome = remapping.outcome(problem, before: texts[0], after: texts[1])
            let group = problem.task ?? "problems"
            let place = found.firstIndex { $0.group == group } ?? found.count
            if place == found.count { found.append(RemapComparison(group: group)) }
            found[place].outcomes.append(outcome)
            progress(index + 1)
        }
        return found
    }
}
