/// What becomes of responses when heads are off while they are written: accuracy, planning moves,
/// length, and where the text first goes another way. Beside it stands the same comparison between
/// two seeds of the intact model, which is what chance alone does.
public struct RegenerationReport: Hashable, Sendable {
    public var model: String
    public var lexicon: String
    public var heads: [HeadID]
    public var mode: AblationMode
    public var problems: Int
    /// Responses of each arm to each problem.
    public var continuations: Int
    public var temperature: Double
    public var maxTokens: Int
    public var seed: UInt64
    /// Samples in which the problems are drawn anew, for the intervals.
    public var draws: Int
    public var arms: [RegenerationArm: RegenerationFigures]
    /// Against the intact arm; for the two others.
    public var comparisons: [RegenerationArm: RegenerationComparison]

    public init(
        model: String, lexicon: String, heads: [HeadID], mode: AblationMode, problems: Int,
        continuations: Int, temperature: Double, maxTokens: Int, seed: UInt64, draws: Int,
        arms: [RegenerationArm: RegenerationFigures] = [:],
        comparisons: [RegenerationArm: RegenerationComparison] = [:]
    ) {
        self.model = model
        self.lexicon = lexicon
        self.heads = heads
        self.mode = mode
        self.problems = problems
        self.continuations = continuations
        self.temperature = temperature
        self.maxTokens = maxTokens
        self.seed = seed
        self.draws = draws
        self.arms = arms
        self.comparisons = comparisons
    }
}

/// Under what responses are written.
public enum RegenerationArm: String, CaseIterable, Hashable, Sendable, Codable {
    case intact
    /// Heads off, the noise of the intact arm: where both models say the same, both texts do.
    case ablated
    /// All heads on, other noise.
    case otherSeed

    public var label: String {
        switch self {
        case .intact: "intact"
        case .ablated: "ablated"
        case .otherSeed: "other seed"
        }
    }

    /// The arms that are compared with the intact one.
    public static let compared: [RegenerationArm] = [.ablated, .otherSeed]
}

/// What is measured of responses; means over the responses of an arm.
public enum RegenerationMeasure: Hashable, Sendable {
    /// Share of right answers among those that can be checked.
    case accuracy
    /// Share of responses that the model ended itself, before the largest length.
    case ended
    /// Tokens of a response.
    case length
    /// Planning moves of a response.
    case moves
    /// Planning moves in 100 tokens: all moves over all tokens.
    case moveRate
    /// Planning moves of one kind in a response.
    case intent(Intent)

    public static let allCases: [RegenerationMeasure] =
        [.accuracy, .ended, .length, .moves, .moveRate] + Intent.allCases.map { .intent($0) }

    /// Its name in files.
    public var key: String {
        switch self {
        case .accuracy: "accuracy"
        case .ended: "ended"
        case .length: "length"
        case .moves: "moves"
        case .moveRate: "movesPer100Tokens"
        case .intent(let intent): "moves.\(intent.rawValue)"
        }
    }

    /// Its name with its unit on the screen and in reports.
    public var label: String {
        switch self {
        case .accuracy: "right answers, share"
        case .ended: "ended by itself, share"
        case .length: "length, tokens"
        case .moves: "planning moves a response"
        case .moveRate: "planning moves in 100 tokens"
        case .intent(let intent): "  \(intent.rawValue), moves a response"
        }
    }
}

/// A mean with its uncertainty from resampling problems; no spread with fewer than two problems.
public struct RegenerationFigure: Hashable, Sendable {
    public var value: Double
    public var spread: BootstrapSpread?

    public init(value: Double, spread: BootstrapSpread?) {
        self.value = value
        self.spread = spread
    }

    /// Whether the interval leaves out zero; nil without one.
    public var isBesideZero: Bool? { spread.map { !$0.interval.contains(0) } }
}

/// The responses of one arm.
public struct RegenerationFigures: Hashable, Sendable {
    public var responses: Int
    /// Responses whose answer could be checked, and how many of them are right.
    public var checked: Int
    public var right: Int
    /// Without an entry where nothing can be measured.
    public var figures: [RegenerationMeasure: RegenerationFigure]

    public init(
        responses: Int, checked: Int, right: Int,
        figures: [RegenerationMeasure: RegenerationFigure]
    ) {
        self.responses = responses
        self.checked = checked
        self.right = right
        self.figures = figures
    }

    /// Wilson's 95 % interval of the accuracy, as if responses did not hang together.
    public var wilson: ClosedRange<Double>? {
        Statistics.wilsonInterval(successes: right, trials: checked)
    }
}

/// An arm against the intact one, response by response: same problem, same continuation.
public struct RegenerationComparison: Hashable, Sendable {
    /// Pairs of responses.
    public var pairs: Int
    /// The arm's figure minus the intact one's.
    public var differences: [RegenerationMeasure: RegenerationFigure]
    /// Share of the pairs whose texts differ at all.
    public var differing: RegenerationFigure?
    /// Mean position of the first token that differs, counted from the beginning of the response,
    /// over the pairs that differ.
    public var firstDivergence: RegenerationFigure?
    /// The same positions' quartiles: lower, median, upper.
    public var divergenceQuartiles: [Double]?

    public init(
        pairs: Int, differences: [RegenerationMeasure: RegenerationFigure],
        differing: RegenerationFigure?, firstDivergence: RegenerationFigure?,
        divergenceQuartiles: [Double]?
    ) {
        self.pairs = pairs
        self.differences = differences
        self.differing = differing
        self.firstDivergence = firstDivergence
        self.divergenceQuartiles = divergenceQuartiles
    }
}
