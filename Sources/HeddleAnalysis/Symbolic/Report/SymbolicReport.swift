/// Everything on a model's symbolic heads in one report: the mediation and the evidence beside it,
/// each figure next to the published one.
public struct SymbolicReport: Hashable, Sendable {
    public var mediation: MediationResult
    public var evidence: SymbolicEvidence

    public init(mediation: MediationResult, evidence: SymbolicEvidence) {
        self.mediation = mediation
        self.evidence = evidence
    }

    public static let schema = "heddle.symbolic-report/1"

    /// Fields `mediation` and `evidence` as their own schemas have them, `findings[]` and
    /// `published`.
    public var json: JSONValue {
        [
            "schema": .string(Self.schema), "mediation": mediation.json,
            "evidence": evidence.json, "findings": .array(findings.map(JSONValue.string)),
            "published": PublishedSymbolic.json,
        ]
    }

    public var markdown: String { document.markdown }

    /// One page without scripts that needs nothing besides itself.
    public var html: String { document.html }

    public var document: ReportDocument {
        let shape = evidence.shape
        return ReportDocument(
            title: "Symbolic heads of \(evidence.model.name)",
            subtitle: "\(shape.layers) layers of \(shape.heads) heads; "
                + "\(evidence.settings.shots) examples before the query; "
                + (evidence.settings.beginsText
                    ? "a beginning token in front" : "no beginning token")
                + "; seed \(evidence.settings.seed).",
            sections: [
                findingsSection, behaviourSection, headsSection, attentionSection,
                similaritySection, decodingSection, ablationSection, knownHeadsSection,
                methodSection,
            ].compactMap(\.self))
    }
}

extension SymbolicReport {
    /// A number with two digits, or a dash.
    static func text(_ value: Double?) -> String { value.map { NumberText.twoDigits($0) } ?? "–" }

    /// A correlation or share with two decimals, or a dash.
    static func hundredths(_ value: Double?) -> String {
        value.map { NumberText.fixed($0, decimals: 2) } ?? "–"
    }

    static func percent(_ value: Double?) -> String {
        value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" } ?? "–"
    }

    static func interval(_ range: ClosedRange<Double>?, percent: Bool) -> String {
        guard let range else { return "–" }
        let (low, high) = (range.lowerBound, range.upperBound)
        return percent
            ? NumberText.fixed(100 * low, decimals: 1) + " to " + Self.percent(high)
            : hundredths(low) + " to " + hundredths(high)
    }

    /// A probability that is never shown as zero.
    static func p(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value < 0.001 ? "< 0.001" : NumberText.fixed(value, decimals: 3)
    }

    var kinds: [SymbolicHeadKind] {
        SymbolicHeadKind.allCases.filter { mediation.kinds[$0] != nil }
    }

    func heads(_ kind: SymbolicHeadKind) -> [ScoredHead] { evidence.heads[kind] ?? [] }

    /// Pearson's r of two kinds' scores over all heads.
    func scoreCorrelation(_ left: SymbolicHeadKind, _ right: SymbolicHeadKind) -> Double? {
        guard let first = mediation.kinds[left], let second = mediation.kinds[right] else {
            return nil
        }
        return Correlation.pearson(first.scores.flatMap { $0 }, second.scores.flatMap { $0 })
    }

    static let kindPairs: [(SymbolicHeadKind, SymbolicHeadKind)] = [
        (.abstraction, .induction), (.abstraction, .retrieval), (.induction, .retrieval),
    ]
}
