import HeddleAnalysis

/// What of the evidence on symbolic heads is measured, and on how much.
public struct EvidenceOptions: Sendable, Hashable {
    public enum Part: String, CaseIterable, Hashable, Sendable {
        case attention, similarity, decoding, ablation, knownHeads

        public var label: String {
            switch self {
            case .attention: "attention"
            case .similarity: "similarity"
            case .decoding: "decoding"
            case .ablation: "ablation curves"
            case .knownHeads: "known heads"
            }
        }
    }

    public var parts = Set(Part.allCases)
    public var seed: UInt64
    /// Words to make prompts of; nil for those of the mediation's pairs, or where they are few the
    /// tokenizer's.
    public var words: [String]?
    /// Prompts of each rule for attention, at most.
    public var attentionPrompts = 100
    /// Groups of four prompts for similarity.
    public var groups = 40
    /// Prompts of each rule for decoding.
    public var decoding = DecodingSplit(train: 200, validation: 100, test: 200)
    /// Prompts of each rule for the ablation curves.
    public var ablationPrompts = 40
    /// Zero as in the paper; `mean` beside it where it is asked for.
    public var ablationModes: [AblationMode] = [.zero]
    /// Prompts of each task whose right ones function vectors are taken from.
    public var functionVectorPrompts = 40
    /// Prompts of each task with shuffled labels, which the vectors are put into.
    public var shuffledPrompts = 20
    /// Random sets of heads at each point of a curve.
    public var draws = 10

    public init(seed: UInt64 = 0) { self.seed = seed }
}
