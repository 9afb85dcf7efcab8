import HeddleAnalysis

/// What has been measured of the kinds of heads, and what its screen shows of it.
public struct SymbolicState: Sendable, Equatable {
    /// Finished results by the model that was measured, see `key(of:)`.
    public internal(set) var mediations: [String: MediationResult] = [:]
    /// What stands beside those results, by the same keys.
    public internal(set) var evidence: [String: SymbolicEvidence] = [:]
    /// What has come of a measurement that is not finished, or was stopped.
    public internal(set) var partial: MediationResult?
    /// Tells the results of the last request from those of older ones.
    public internal(set) var number = 0
    /// The result that is shown although it is of another model than the loaded one.
    var chosen: String?
    /// Hash of the weights of the model at a path, once it is known.
    public internal(set) var weights: ModelWeightsHash?
    /// Path of the model whose weights' hash was asked for.
    var askedWeights: String?

    /// The grid that has the keys.
    public internal(set) var kind = SymbolicHeadKind.abstraction
    public internal(set) var page = MediationPage.figures
    /// The pair whose prompt is shown, counted through those of the grid's kind.
    public internal(set) var pair = 0
    /// Where heads look in that prompt.
    public internal(set) var attention: PromptAttention?
    /// What of it has been asked for.
    var askedAttention: PromptAttentionRequest?
    /// Lines that the page is scrolled by.
    var scroll = 0
    /// The page has the whole screen.
    var isWide = false

    init() {}

    /// Two models are one where their weights are; without a hash their name must do.
    static func key(of model: ModelIdentity) -> String { model.sha256 ?? "named " + model.name }
}

/// SHA-256 of the weights of a model.
public struct ModelWeightsHash: Hashable, Sendable {
    public var path: String
    public var sha256: String

    public init(path: String, sha256: String) {
        self.path = path
        self.sha256 = sha256
    }
}

/// What is said of the selected head beside or below the grids.
public enum MediationPage: String, CaseIterable, Hashable, Sendable {
    /// Scores, controls and thresholds.
    case figures
    /// How well the model solves the task, which pairs were kept, and what a reader must know.
    case run
    /// The selected head's score pair by pair.
    case pairs
    /// Where the selected head looks in the prompt of a pair.
    case attention
    /// How alike its outputs are, beside what same variables and same tokens would give.
    case similarity
    /// What the model still answers as heads of the kind are switched off.
    case ablation

    public var title: String {
        switch self {
        case .figures: "figures"
        case .run: "accuracy and pairs"
        case .pairs: "pair by pair"
        case .attention: "attention"
        case .similarity: "similarity"
        case .ablation: "ablation curve"
        }
    }
}

/// Where a head looks in a prompt: what is asked for.
public struct PromptAttentionRequest: Hashable, Sendable {
    public var head: HeadID
    public var prompt: String
    /// A token that begins texts goes in front.
    public var beginsText: Bool

    public init(head: HeadID, prompt: String, beginsText: Bool) {
        self.head = head
        self.prompt = prompt
        self.beginsText = beginsText
    }
}

/// Where a head looks in a prompt.
public struct PromptAttention: Hashable, Sendable {
    public var request: PromptAttentionRequest
    /// Spellings `[token]`, as they are in the vocabulary's text.
    public var tokens: [String]
    /// `[query][key]`, keys up to the query.
    public var weights: [[Float]]

    public init(request: PromptAttentionRequest, tokens: [String], weights: [[Float]]) {
        self.request = request
        self.tokens = tokens
        self.weights = weights
    }

    /// The query that a kind of head is patched at: the last third item, or the last position.
    public func query(of kind: SymbolicHeadKind) -> Int {
        let last = tokens.count - 1
        guard kind.isPatchedAtThirdItems,
            let lineBreak = tokens.lastIndex(where: { $0.contains("\n") }), lineBreak > 0
        else { return last }
        return lineBreak - 1
    }
}

/// A measurement that is asked for.
public struct HeadKindsRequest: Hashable, Sendable {
    public var number: Int
    public var settings: MediationSettings

    public init(number: Int, settings: MediationSettings) {
        self.number = number
        self.settings = settings
    }
}

/// What measuring the evidence beside a result takes.
public enum EvidenceCost {
    /// Prompts of each rule for the ablation curves.
    public static let prompts = 20
    /// Random sets of heads at each point of a curve.
    public static let draws = 4

    /// Runs of the model: those of the curves, and a few for attention and similarity.
    static func passes(_ shape: HeadShape) -> Int {
        let heads = shape.layers * shape.heads
        let steps = AblationPlan.steps(heads: heads)
        let points = 2 * (heads / steps.ranked + 1) + draws * (heads / steps.random + 1)
        let curves = points * prompts * IdentityRule.solvable.count
        return 500 + SymbolicHeadKind.allCases.count * curves
    }
}

extension State {
    /// The evidence beside the result on the screen; nil where none was measured.
    var shownEvidence: SymbolicEvidence? {
        guard let mediation, symbolic.partial == nil else { return nil }
        return symbolic.evidence[SymbolicState.key(of: mediation.model)]
    }

    /// The result on the screen: what is being measured, else what was chosen, else the loaded
    /// model's, else any that there is.
    public var mediation: MediationResult? {
        if let partial = symbolic.partial { return partial }
        if let chosen = symbolic.chosen, let result = symbolic.mediations[chosen] { return result }
        if let own = mediationOfModel { return own }
        return symbolic.mediations.min { $0.key < $1.key }?.value
    }

    /// The loaded model's own result: its weights are known to be those that were measured.
    public var mediationOfModel: MediationResult? {
        guard let info = model.info, let weights = symbolic.weights, weights.path == info.path,
            let result = symbolic.mediations[weights.sha256], result.shape == info.shape
        else { return nil }
        return result
    }

    /// Whether the result on the screen is of other weights than the loaded model's, or of weights
    /// that are not known to be its.
    var mediationIsForeign: Bool {
        guard let result = mediation, symbolic.partial == nil else { return false }
        return result != mediationOfModel
    }

    /// Kinds that a head is significant for, such as `induction, symbolic`; none where the loaded
    /// model was not measured.
    public func badges(of head: HeadID) -> [String] {
        mediationOfModel?.badges(of: head) ?? []
    }
}
