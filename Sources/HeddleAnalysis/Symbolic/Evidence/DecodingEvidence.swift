/// How well the rule, and so the variable, can be read off heads' outputs by a linear classifier,
/// tested on prompts whose tokens it has never seen. Chance is one half.
public struct DecodingEvidence: Hashable, Sendable {
    public var kind: SymbolicHeadKind
    /// The example whose third item the outputs are of, from 0; nil for the last position.
    public var example: Int?
    /// Prompts of both rules together.
    public var prompts: DecodingSplit
    /// Different tokens in the prompts of each part; no token is in two parts.
    public var tokens: DecodingSplit
    /// Test accuracy of each head `[layer][head]`.
    public var accuracy: [[Double]]
    /// The same with labels shuffled before training: what the classifier makes of nothing.
    public var shuffled: [[Double]]
    /// From the outputs of all significant heads side by side; nil without one.
    public var combined: CombinedDecoding?

    public init(
        kind: SymbolicHeadKind, example: Int?, prompts: DecodingSplit, tokens: DecodingSplit,
        accuracy: [[Double]], shuffled: [[Double]], combined: CombinedDecoding? = nil
    ) {
        self.kind = kind
        self.example = example
        self.prompts = prompts
        self.tokens = tokens
        self.accuracy = accuracy
        self.shuffled = shuffled
        self.combined = combined
    }

    /// Wilson's 95 % interval of a head's test accuracy; nil outside the model.
    public func interval(of head: HeadID) -> ClosedRange<Double>? {
        accuracy.value(of: head).flatMap {
            Statistics.wilsonInterval(
                successes: Int(($0 * Double(prompts.test)).rounded()), trials: prompts.test)
        }
    }
}

/// Sizes of the three parts of a data set.
public struct DecodingSplit: Hashable, Sendable {
    public var train: Int
    public var validation: Int
    public var test: Int

    public init(train: Int, validation: Int, test: Int) {
        self.train = train
        self.validation = validation
        self.test = test
    }
}

/// The classifier over several heads' outputs.
public struct CombinedDecoding: Hashable, Sendable {
    public var heads: [HeadID]
    /// Numbers that it reads.
    public var width: Int
    /// Test prompts answered right, of `trials`.
    public var correct: Int
    /// The same with labels shuffled before training.
    public var shuffledCorrect: Int
    public var trials: Int
    /// Weight of the squared norm that did best on the validation prompts.
    public var penalty: Double

    public init(
        heads: [HeadID], width: Int, correct: Int, shuffledCorrect: Int, trials: Int,
        penalty: Double
    ) {
        self.heads = heads
        self.width = width
        self.correct = correct
        self.shuffledCorrect = shuffledCorrect
        self.trials = trials
        self.penalty = penalty
    }

    public var accuracy: Double? { trials > 0 ? Double(correct) / Double(trials) : nil }

    public var shuffledAccuracy: Double? {
        trials > 0 ? Double(shuffledCorrect) / Double(trials) : nil
    }

    /// Wilson's 95 % interval of the accuracy.
    public var interval: ClosedRange<Double>? {
        Statistics.wilsonInterval(successes: correct, trials: trials)
    }
}
