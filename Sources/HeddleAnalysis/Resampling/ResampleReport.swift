/// What a sentence is worth: the accuracy of continuations that keep it less that of continuations
/// that say something else in its place.
///
/// Source: the counterfactual importance of Thought Anchors (Bogdan et al. 2025, 2506.19143), with
/// the sign turned: above 0 the sentence helps, whether or not the trace itself came out right.
public struct ResampleReport: Hashable, Sendable {
    public var traceID: String
    /// Whether the trace's own answer is right; nil where that is not known.
    public var traceIsRight: Bool?
    public var model: ModelIdentity
    public var sentence: ResampledSentence
    public var settings: ResampleSettings
    /// Continuations that were asked for in each arm.
    public var wanted: Int
    /// First sentences that are tried at most.
    public var tries: Int
    /// In the order of their arms and attempts.
    public let continuations: [ResampledContinuation]
    /// Whether every attempt that was needed is there; otherwise the work was stopped.
    public let isFinished: Bool

    /// Takes what the wanted numbers need of continuations in any order.
    public init(
        traceID: String, traceIsRight: Bool? = nil, model: ModelIdentity,
        sentence: ResampledSentence, settings: ResampleSettings, wanted: Int, tries: Int,
        continuations: [ResampledContinuation]
    ) {
        self.traceID = traceID
        self.traceIsRight = traceIsRight
        self.model = model
        self.sentence = sentence
        self.settings = settings
        self.wanted = wanted
        self.tries = tries
        var plan = ResamplePlan(wanted: wanted, tries: tries)
        for continuation in continuations { plan.add(continuation) }
        self.continuations = plan.counted
        isFinished = plan.isFinished
    }

    /// Continuations of an arm that were drawn to their end.
    public func outcomes(_ arm: ResampleArm) -> [ResampledContinuation.Outcome] {
        continuations.compactMap { $0.arm == arm ? $0.outcome : nil }
    }

    public func accuracy(_ arm: ResampleArm) -> Accuracy {
        let outcomes = outcomes(arm)
        return Accuracy(correct: outcomes.count(where: \.correct), count: outcomes.count)
    }

    public func answers(_ arm: ResampleArm) -> AnswerDistribution {
        AnswerDistribution(outcomes(arm).map { ($0.answer, $0.correct) })
    }

    /// First sentences that were tried.
    public var tried: Int { continuations.count { $0.arm == .without } }

    /// First sentences that said the same as the original.
    public var refused: Int { continuations.count { $0.outcome == nil } }

    /// What the sentence adds to the chance of success; nil where an arm is empty.
    public var difference: Double? {
        guard let kept = accuracy(.kept).share, let without = accuracy(.without).share else {
            return nil
        }
        return kept - without
    }

    /// 95 %, Newcombe's hybrid; nil where an arm is empty.
    public var differenceInterval: ClosedRange<Double>? {
        Statistics.newcombeInterval(accuracy(.kept), accuracy(.without))
    }

    /// KL(answers without the sentence ‖ answers with it), nats; nil where an arm gave none.
    public var divergence: Double? { answers(.without).divergence(from: answers(.kept)) }

    /// Whether fewer continuations are there than were wanted.
    public var isPartial: Bool { ResampleArm.allCases.contains { accuracy($0).count < wanted } }
}
