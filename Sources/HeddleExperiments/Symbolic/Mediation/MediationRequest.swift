import HeddleAnalysis
import HeddleEngine

/// What a mediation analysis is run on.
public struct MediationRequest: Sendable {
    /// When abstraction is also measured with positions read in other ways.
    public enum OtherReadings: Sendable, Hashable {
        case never
        /// For models in front of which some libraries put a beginning token and others do not.
        case whereUnsure
        case always
    }

    public var pairs: [ContextPair]
    public var settings: MediationSettings
    public var kinds: [SymbolicHeadKind]
    /// Whether a beginning token stands in front of prompts; nil for what the tokenizer does.
    public var beginsText: Bool?
    /// Whether whole layers' outputs are mapped too.
    public var maps = false
    public var otherReadings = OtherReadings.whereUnsure
    /// What choosing the pairs told, to stand beside the scores.
    public var accuracy: [RuleAccuracy]
    public var acceptance: [PairAcceptance]

    public init(
        pairs: [ContextPair], settings: MediationSettings,
        kinds: [SymbolicHeadKind] = SymbolicHeadKind.allCases,
        beginsText: Bool? = nil, accuracy: [RuleAccuracy] = [], acceptance: [PairAcceptance] = []
    ) {
        self.pairs = pairs
        self.settings = settings
        self.kinds = kinds
        self.beginsText = beginsText
        self.accuracy = accuracy
        self.acceptance = acceptance
    }

    /// SHA-256 of pairs as lines of `heddle.pairs/1`.
    public static func hash(_ pairs: [ContextPair]) -> String {
        var hash = SHA256()
        for pair in pairs { hash.update(pair.json.compactBytes + [0x0A]) }
        return hash.finish()
    }
}
