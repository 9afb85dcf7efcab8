/// What a causal mediation analysis says of every head, with what it takes to run it again.
///
/// Scores are differences of logits: how far putting a head's `z` of the base context into the run
/// of the other context moves `logit(target) − logit(own answer)` (Yang et al. 2025, 2502.20332).
public struct MediationResult: Hashable, Sendable {
    public var model: ModelIdentity
    public var shape: HeadShape
    public var settings: MediationSettings
    /// How often the model answers right, one entry a rule.
    public var accuracy: [RuleAccuracy]
    /// What the filter kept, one entry for each kind of pair and rule.
    public var acceptance: [PairAcceptance]
    public var kinds: [SymbolicHeadKind: HeadKindResult]
    /// The pairs that were measured, abstract ones first; what `pairScores` count.
    public var pairs: [ContextPair] = []
    /// Layer × position maps, where they were asked for.
    public var maps: [LayerPositionMap] = []
    /// The same kind of head under another reading of positions; see `MediationReading`.
    public var otherReadings: [MediationReading] = []
    /// What a reader must know, a sentence each.
    public var notes: [String] = []

    public init(
        model: ModelIdentity, shape: HeadShape, settings: MediationSettings,
        accuracy: [RuleAccuracy] = [], acceptance: [PairAcceptance] = [],
        kinds: [SymbolicHeadKind: HeadKindResult] = [:]
    ) {
        self.model = model
        self.shape = shape
        self.settings = settings
        self.accuracy = accuracy
        self.acceptance = acceptance
        self.kinds = kinds
    }

    /// The kinds that a head is significant for, by the paper's test or the studentised one.
    public func kinds(of head: HeadID) -> [SymbolicHeadKind] {
        SymbolicHeadKind.allCases.filter { kinds[$0]?.isSignificant(head) ?? false }
    }

    /// Its badges, such as `induction, symbolic`; empty for a head without one.
    public func badges(of head: HeadID) -> [String] { kinds(of: head).map(\.badge) }
}

/// Where the pairs of an analysis come from and how their scores are tested.
public struct MediationSettings: Hashable, Sendable {
    /// `identity`, or the file that the pairs were read from.
    public var task: String
    /// Examples before the query; nil where a file's pairs differ in it.
    public var shots: Int?
    /// Pairs asked for of each rule.
    public var pairsPerRule: Int
    public var seed: UInt64
    /// Sign flips of the permutation test.
    public var flips: Int
    /// Rate of any false positive within a kind of head.
    public var familyWiseError: Double
    /// Whether a token that begins texts was put in front of every prompt.
    public var beginsText: Bool
    /// Whether pairs that the model does not solve were left out.
    public var filtersPairs: Bool
    /// SHA-256 of the pairs as lines of `heddle.pairs/1`, so that two runs can be compared.
    public var pairsHash: String?

    public init(
        task: String, shots: Int?, pairsPerRule: Int, seed: UInt64 = 0, flips: Int = 5000,
        familyWiseError: Double = 0.05, beginsText: Bool = false, filtersPairs: Bool = true,
        pairsHash: String? = nil
    ) {
        self.task = task
        self.shots = shots
        self.pairsPerRule = pairsPerRule
        self.seed = seed
        self.flips = flips
        self.familyWiseError = familyWiseError
        self.beginsText = beginsText
        self.filtersPairs = filtersPairs
        self.pairsHash = pairsHash
    }
}

/// How often a model answers the prompts of a rule right.
public struct RuleAccuracy: Hashable, Sendable {
    public var rule: String
    public var correct: Int
    public var prompts: Int

    public init(rule: String, correct: Int, prompts: Int) {
        self.rule = rule
        self.correct = correct
        self.prompts = prompts
    }

    /// Share of right answers; nil for no prompts.
    public var share: Double? { prompts > 0 ? Double(correct) / Double(prompts) : nil }

    /// Wilson's 95 % interval of it.
    public var interval: ClosedRange<Double>? {
        Statistics.wilsonInterval(successes: correct, trials: prompts)
    }
}

/// How many pairs of a rule were tried until enough were found that the model solves on both sides.
public struct PairAcceptance: Hashable, Sendable {
    public var kind: ContextPair.Kind
    public var rule: String
    public var kept: Int
    public var tried: Int

    public init(kind: ContextPair.Kind, rule: String, kept: Int, tried: Int) {
        self.kind = kind
        self.rule = rule
        self.kept = kept
        self.tried = tried
    }
}

/// The scores of all heads as one kind.
public struct HeadKindResult: Hashable, Sendable {
    /// Pairs that the scores are means over.
    public var pairs: Int
    /// Means over pairs within a rule, then over rules, in logits: `[layer][head]`.
    public var scores: [[Double]]
    /// Standard errors of those: `[layer][head]`; nil with one pair.
    public var standardErrors: [[Double?]]
    /// Means of each rule's pairs: `[layer][head]`.
    public var scoresByRule: [String: [[Double]]]
    /// The largest mean that chance reaches in one of twenty analyses; the paper's test.
    public var threshold: Double
    /// The same of the mean over its standard error.
    public var studentizedThreshold: Double
    /// Heads whose mean is above `threshold`, the largest first.
    public var significant: [HeadID]
    /// Heads whose mean over its standard error is above `studentizedThreshold`, the largest first.
    public var significantStudentized: [HeadID]
    /// Rate at which the largest mean of all heads reaches a head's by chance: `[layer][head]`.
    public var pValues: [[Double]]
    /// The same of the mean over its standard error.
    public var studentizedPValues: [[Double]]
    /// `logit(target) − logit(own answer)` of the untouched run: mean over pairs.
    public var cleanGap: Double
    /// Pair by pair, the scores of the significant heads and of the sixteen with the largest means;
    /// the places of the pairs in `MediationResult.pairs` are `pairPlaces`.
    public var pairScores: [HeadID: [Double]] = [:]
    public var pairPlaces: [Int] = []
    /// Donors that should move nothing towards the target.
    public var controls: [MediationControl: ControlScores]

    public init(
        pairs: Int, scores: [[Double]], standardErrors: [[Double?]],
        scoresByRule: [String: [[Double]]], threshold: Double, studentizedThreshold: Double,
        significant: [HeadID], significantStudentized: [HeadID], pValues: [[Double]],
        studentizedPValues: [[Double]], cleanGap: Double,
        controls: [MediationControl: ControlScores] = [:]
    ) {
        self.pairs = pairs
        self.scores = scores
        self.standardErrors = standardErrors
        self.scoresByRule = scoresByRule
        self.threshold = threshold
        self.studentizedThreshold = studentizedThreshold
        self.significant = significant
        self.significantStudentized = significantStudentized
        self.pValues = pValues
        self.studentizedPValues = studentizedPValues
        self.cleanGap = cleanGap
        self.controls = controls
    }

    public func isSignificant(_ head: HeadID) -> Bool {
        significant.contains(head) || significantStudentized.contains(head)
    }

    /// A head's mean score, in logits; nil outside the model.
    public func score(of head: HeadID) -> Double? {
        guard scores.indices.contains(head.layer),
            scores[head.layer].indices.contains(head.head)
        else { return nil }
        return scores[head.layer][head.head]
    }

    /// All heads, the largest score first, ties in the model's order.
    public var ranked: [(head: HeadID, score: Double)] {
        scores.enumerated().flatMap { layer, row in
            row.enumerated().map { (HeadID(layer: layer, head: $0), $1) }
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }
}

/// A donor context that differs from the patched one in what should not matter.
public enum MediationControl: String, CaseIterable, Hashable, Sendable, Codable {
    /// The same rule and all other tokens: what mere damage scores.
    case sameRule
    /// The same rule, third items and query; its patch should do nothing.
    case sameItems

    public var label: String {
        switch self {
        case .sameRule: "same rule, other tokens"
        case .sameItems: "same rule, same third items"
        }
    }
}

/// The scores of a control, as those of the analysis itself.
public struct ControlScores: Hashable, Sendable {
    /// `[layer][head]`, logits.
    public var scores: [[Double]]
    /// Pairs that a donor could be made for.
    public var pairs: Int
    /// The largest mean that chance reaches in one of twenty analyses.
    public var threshold: Double
    /// Heads whose mean is above it.
    public var significant: [HeadID]

    public init(scores: [[Double]], pairs: Int, threshold: Double, significant: [HeadID]) {
        self.scores = scores
        self.pairs = pairs
        self.threshold = threshold
        self.significant = significant
    }
}

/// Scores of whole layers' outputs, each put in place at one position.
public struct LayerPositionMap: Hashable, Sendable {
    public enum Part: String, CaseIterable, Hashable, Sendable, Codable {
        /// The paper's: both outputs at once.
        case both, attention, feedForward
    }

    public var kind: ContextPair.Kind
    public var part: Part
    /// Spellings of the tokens of one pair, `[position]`, to label the axis.
    public var tokens: [String]
    /// `[layer][position]`, logits.
    public var scores: [[Double]]

    public init(kind: ContextPair.Kind, part: Part, tokens: [String], scores: [[Double]]) {
        self.kind = kind
        self.part = part
        self.tokens = tokens
        self.scores = scores
    }
}

/// A kind of head measured under another reading of where the third items are.
///
/// The published code adds one to positions where a library's default would put a beginning token
/// in front, although its ids have none; with GPT-2 that would patch the separators.
public struct MediationReading: Hashable, Sendable {
    public enum Reading: String, CaseIterable, Hashable, Sendable, Codable {
        /// A beginning token in front, positions moved with it.
        case withBeginning
        /// No beginning token.
        case withoutBeginning
        /// No beginning token, yet positions one later.
        case onePositionLater
    }

    public var reading: Reading
    public var kind: SymbolicHeadKind
    public var result: HeadKindResult

    public init(reading: Reading, kind: SymbolicHeadKind, result: HeadKindResult) {
        self.reading = reading
        self.kind = kind
        self.result = result
    }
}
