/// What stands beside the scores of a mediation: where symbolic heads look, what their outputs
/// stand for, what can be read from them, what happens without them, and which known heads they
/// are. Parts that were not measured are empty.
public struct SymbolicEvidence: Hashable, Sendable {
    public var model: ModelIdentity
    public var shape: HeadShape
    public var settings: EvidenceSettings
    /// The heads that the summaries are over, the largest score first.
    public var heads: [SymbolicHeadKind: [ScoredHead]]
    public var attention: [AttentionEvidence] = []
    public var similarity: [SimilarityEvidence] = []
    public var decoding: [DecodingEvidence] = []
    public var ablation: [AblationEvidence] = []
    public var knownHeads: KnownHeadsEvidence?
    /// What a reader must know, a sentence each.
    public var notes: [String] = []

    public init(
        model: ModelIdentity, shape: HeadShape, settings: EvidenceSettings,
        heads: [SymbolicHeadKind: [ScoredHead]] = [:]
    ) {
        self.model = model
        self.shape = shape
        self.settings = settings
        self.heads = heads
    }
}

/// How the prompts of the evidence were made.
public struct EvidenceSettings: Hashable, Sendable {
    /// Examples before the query.
    public var shots: Int
    public var seed: UInt64
    /// Whether a token that begins texts was put in front of every prompt.
    public var beginsText: Bool
    /// SHA-256 of the mediation's pairs, where it is known.
    public var pairsHash: String?

    public init(shots: Int, seed: UInt64 = 0, beginsText: Bool = false, pairsHash: String? = nil) {
        self.shots = shots
        self.seed = seed
        self.beginsText = beginsText
        self.pairsHash = pairsHash
    }
}

/// A head that a summary counts, and how much.
public struct ScoredHead: Hashable, Sendable {
    public var head: HeadID
    /// Its mediation score, in logits.
    public var score: Double

    public init(head: HeadID, score: Double) {
        self.head = head
        self.score = score
    }
}

extension [ScoredHead] {
    /// The mean of a value of each head, weighted by the scores; heads without a value or with a
    /// score that is not positive are left out. Nil where nothing is left.
    public func weightedMean(_ value: (HeadID) -> Double?) -> Double? {
        var (sum, weight) = (0.0, 0.0)
        for entry in self where entry.score > 0 {
            guard let number = value(entry.head), number.isFinite else { continue }
            sum += entry.score * number
            weight += entry.score
        }
        return weight > 0 ? sum / weight : nil
    }
}

extension [[Double]] {
    /// The value of a head in a grid `[layer][head]`; nil outside of it.
    public func value(of head: HeadID) -> Double? {
        guard indices.contains(head.layer), self[head.layer].indices.contains(head.head)
        else { return nil }
        return self[head.layer][head.head]
    }
}

extension [[Double?]] {
    /// The value of a head in a grid `[layer][head]`; nil outside of it and where there is none.
    public func value(of head: HeadID) -> Double? {
        guard indices.contains(head.layer), self[head.layer].indices.contains(head.head)
        else { return nil }
        return self[head.layer][head.head]
    }
}

extension MediationResult {
    /// The heads that evidence is summed up over, the largest score first: those that pass the
    /// largest-mean test, or for a kind without one those that pass the studentised test.
    public var evidenceHeads: [SymbolicHeadKind: [ScoredHead]] {
        kinds.mapValues { result in
            let heads =
                result.significant.isEmpty ? result.significantStudentized : result.significant
            return heads.map { ScoredHead(head: $0, score: result.score(of: $0) ?? 0) }
                .sorted { ($1.score, $0.head) < ($0.score, $1.head) }
        }
    }
}
