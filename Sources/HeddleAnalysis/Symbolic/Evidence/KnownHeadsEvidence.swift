/// A published score of attention heads that symbolic heads are compared with.
public enum KnownHeadScore: String, CaseIterable, Hashable, Sendable, Codable {
    /// On random tokens given twice: attention to the token after the earlier occurrence of the
    /// query's own (Olsson et al. 2022).
    case prefixMatching
    /// Attention to the token just before, on the same texts.
    case previousToken
    /// Whether what the head writes for a token raises that token's own logit (Elhage et al. 2021).
    case copying
    /// How much the head's mean output over right prompts of a task restores the answer to prompts
    /// with shuffled labels (Todd et al. 2024, 2310.15213).
    case functionVector

    public var label: String {
        switch self {
        case .prefixMatching: "prefix matching"
        case .previousToken: "previous token"
        case .copying: "copying"
        case .functionVector: "function vector"
        }
    }
}

/// Published scores of all heads and how the symbolic ones go with them.
public struct KnownHeadsEvidence: Hashable, Sendable {
    /// `[layer][head]` by score.
    public var scores: [KnownHeadScore: [[Double]]]
    public var correlations: [HeadCorrelation]
    /// Random texts of `randomLength` tokens, each given twice in a row.
    public var sequences: Int
    public var randomLength: Int
    /// The tasks of the function-vector score.
    public var tasks: [FunctionVectorTask]

    public init(
        scores: [KnownHeadScore: [[Double]]], correlations: [HeadCorrelation], sequences: Int,
        randomLength: Int, tasks: [FunctionVectorTask]
    ) {
        self.scores = scores
        self.correlations = correlations
        self.sequences = sequences
        self.randomLength = randomLength
        self.tasks = tasks
    }

    public func correlation(
        _ kind: SymbolicHeadKind, _ known: KnownHeadScore
    ) -> HeadCorrelation? {
        correlations.first { $0.kind == kind && $0.known == known }
    }
}

/// How two scores go together over all heads of a model.
public struct HeadCorrelation: Hashable, Sendable {
    public var kind: SymbolicHeadKind
    public var known: KnownHeadScore
    public var heads: Int
    /// Pearson's r; nil where a score is the same for all heads.
    public var pearson: Double?
    /// Its middle 95 % when the heads are drawn anew.
    public var pearsonInterval: ClosedRange<Double>?
    /// Share of random pairings of heads with an r at least as far from zero; two-sided.
    public var pearsonP: Double?
    public var spearman: Double?
    public var spearmanP: Double?

    public init(
        kind: SymbolicHeadKind, known: KnownHeadScore, heads: Int, pearson: Double?,
        pearsonInterval: ClosedRange<Double>?, pearsonP: Double?, spearman: Double?,
        spearmanP: Double?
    ) {
        self.kind = kind
        self.known = known
        self.heads = heads
        self.pearson = pearson
        self.pearsonInterval = pearsonInterval
        self.pearsonP = pearsonP
        self.spearman = spearman
        self.spearmanP = spearmanP
    }
}

/// A task that function vectors are taken from.
public struct FunctionVectorTask: Hashable, Sendable {
    public var name: String
    /// Right prompts that the heads' mean outputs are over.
    public var prompts: Int
    /// Prompts with shuffled labels that the means are put into.
    public var shuffledPrompts: Int
    /// Probability of the right answer in the right prompts and in the shuffled ones.
    public var cleanProbability: Double
    public var shuffledProbability: Double

    public init(
        name: String, prompts: Int, shuffledPrompts: Int, cleanProbability: Double,
        shuffledProbability: Double
    ) {
        self.name = name
        self.prompts = prompts
        self.shuffledPrompts = shuffledPrompts
        self.cleanProbability = cleanProbability
        self.shuffledProbability = shuffledProbability
    }
}
