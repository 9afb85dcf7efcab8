/// One of the measurements of a corpus (2509.03646, section 2.2 and 4.2.4).
public enum DynamicsMeasure: Hashable, Sendable {
    /// Share of right answers among those with a verdict.
    case accuracy
    /// Mean length of a response.
    case length
    /// Share of the response that lies in planning spans.
    case planningShare
    /// Mean entropy of a token, in nats.
    case planningEntropy, executionEntropy
    /// exp of the mean negative log-likelihood of a token.
    case planningPerplexity, executionPerplexity
    /// Entropy of the frequencies of the grams, in bits.
    case semanticEntropy
    /// The same of the clusters of grams.
    case clusterEntropy
    /// Entropy of the n words of execution that follow a gram, given the gram, in bits.
    case nextEntropy(words: Int)
    /// P(fork | planning), P(planning | fork), and the first over P(fork).
    case forkOfPlanning, planningOfFork, forkLift

    /// All, in the order of the tables.
    public static func all(longestNext: Int, clusters: Bool) -> [DynamicsMeasure] {
        [.accuracy, .length, .planningShare, .semanticEntropy]
            + (clusters ? [.clusterEntropy] : [])
            + (0..<max(0, longestNext)).map { .nextEntropy(words: $0 + 1) }
            + [
                .planningEntropy, .executionEntropy, .planningPerplexity, .executionPerplexity,
                .forkOfPlanning, .planningOfFork, .forkLift,
            ]
    }

    /// Its name in files.
    public var key: String {
        switch self {
        case .accuracy: "accuracy"
        case .length: "length"
        case .planningShare: "planningShare"
        case .planningEntropy: "planningEntropy"
        case .executionEntropy: "executionEntropy"
        case .planningPerplexity: "planningPerplexity"
        case .executionPerplexity: "executionPerplexity"
        case .semanticEntropy: "semanticEntropy"
        case .clusterEntropy: "clusterEntropy"
        case .nextEntropy(let words): "nextEntropy\(words)"
        case .forkOfPlanning: "forkOfPlanning"
        case .planningOfFork: "planningOfFork"
        case .forkLift: "forkLift"
        }
    }

    /// A few words for a table.
    public var title: String {
        switch self {
        case .accuracy: "accuracy"
        case .length: "response length"
        case .planningShare: "planning share"
        case .planningEntropy: "entropy of planning tokens"
        case .executionEntropy: "entropy of execution tokens"
        case .planningPerplexity: "perplexity of planning tokens"
        case .executionPerplexity: "perplexity of execution tokens"
        case .semanticEntropy: "semantic entropy of grams"
        case .clusterEntropy: "semantic entropy of clusters"
        case .nextEntropy(1): "entropy of the next word"
        case .nextEntropy(let words): "entropy of the next \(words) words"
        case .forkOfPlanning: "forks among planning tokens"
        case .planningOfFork: "planning among fork tokens"
        case .forkLift: "lift of planning at forks"
        }
    }

    /// Two or three words for a narrow list.
    public var shortTitle: String {
        switch self {
        case .accuracy: "accuracy"
        case .length: "response length"
        case .planningShare: "planning share"
        case .planningEntropy: "planning entropy"
        case .executionEntropy: "exec. entropy"
        case .planningPerplexity: "planning perplexity"
        case .executionPerplexity: "exec. perplexity"
        case .semanticEntropy: "gram entropy"
        case .clusterEntropy: "cluster entropy"
        case .nextEntropy(1): "next word"
        case .nextEntropy(let words): "next \(words) words"
        case .forkOfPlanning: "forks in planning"
        case .planningOfFork: "planning in forks"
        case .forkLift: "lift at forks"
        }
    }

    /// What it is, in a sentence.
    public func explanation(forkShare: Double) -> String {
        let forks = "the \(NumberText.percent(forkShare)) of tokens with the highest entropy"
        return switch self {
        case .accuracy: "Right answers among those with a verdict."
        case .length: "Mean length of a response."
        case .planningShare: "How much of the responses lies in strategic grams."
        case .planningEntropy: "Mean entropy of the tokens in strategic grams."
        case .executionEntropy: "Mean entropy of all other tokens."
        case .planningPerplexity:
            "e to the mean negative log-likelihood of the tokens in strategic grams."
        case .executionPerplexity: "e to the mean negative log-likelihood of all other tokens."
        case .semanticEntropy: "How evenly the strategic grams are used; more bits, more variety."
        case .clusterEntropy: "How evenly the clusters of grams are used; more bits, more variety."
        case .nextEntropy(let words):
            "How open it is which \(words == 1 ? "word follows" : "\(words) words follow") a gram "
                + "in the execution behind it, numbers counted as one word."
        case .forkOfPlanning: "Share of fork tokens (\(forks)) among planning tokens."
        case .planningOfFork: "Share of planning tokens among fork tokens (\(forks))."
        case .forkLift:
            "Share of fork tokens among planning tokens over their share among all tokens; 1 says "
                + "that planning and forks have nothing to do with each other."
        }
    }

    public enum Unit: String, Hashable, Sendable {
        case share, tokens, words, nats, bits
        /// A plain number.
        case ratio
    }

    /// What it is over: a mean, or the distribution of what was counted. The entropy of counts grows
    /// with their number and is compared at equal numbers.
    public var isEntropyOfCounts: Bool {
        switch self {
        case .semanticEntropy, .clusterEntropy, .nextEntropy: true
        default: false
        }
    }

    /// Whether it needs the entropies or log-probabilities of tokens.
    public var needsTokenScores: Bool {
        switch self {
        case .planningEntropy, .executionEntropy, .planningPerplexity, .executionPerplexity,
            .forkOfPlanning, .planningOfFork, .forkLift:
            true
        default: false
        }
    }

    /// Whether it is made of entropies of tokens, which a list of the best tokens only bounds.
    public var needsTokenEntropies: Bool {
        needsTokenScores && self != .planningPerplexity && self != .executionPerplexity
    }
}
