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
            "published": Self.published,
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

    private static var published: JSONValue {
        func kinds(_ value: (SymbolicHeadKind) -> JSONValue) -> JSONValue {
            .fields(SymbolicHeadKind.allCases.map { ($0.rawValue, value($0)) })
        }
        return [
            "accuracy": [
                "source": .string(PublishedSymbolic.Source.figure.label),
                "shots": .array(PublishedAccuracy.shots.map(JSONValue.integer)),
                "models": .fields(
                    PublishedAccuracy.all.map { entry in
                        (
                            entry.model,
                            .array(PublishedAccuracy.shots.map { JSONValue(entry.byShots[$0]) })
                        )
                    }),
            ],
            "headsAtTenShots": [
                "source": .string(PublishedSymbolic.Source.figure.label),
                "models": .fields(
                    PublishedSymbolic.counts.map {
                        (
                            $0.model,
                            [
                                "abstraction": .integer($0.abstraction),
                                "induction": .integer($0.induction),
                                "retrieval": .integer($0.retrieval),
                            ]
                        )
                    }),
            ],
            "llama70B": [
                "source": .string(PublishedSymbolic.Source.data.label),
                "kinds": kinds { kind in
                    let llama = PublishedSymbolic.llama(kind)
                    return [
                        "heads": .integer(llama.heads), "meanDepth": .number(llama.meanDepth),
                        "depth": JSONValue(interval: llama.depth),
                    ]
                },
            ],
            "similarity": [
                "source": .string(PublishedSymbolic.Source.secondHand.label),
                "kinds": kinds { kind in
                    let r = PublishedSymbolic.similarity(kind)
                    return ["abstract": .number(r.abstract), "token": .number(r.token)]
                },
            ],
            "decoding": [
                "source": .string(PublishedSymbolic.Source.secondHand.label),
                "kinds": kinds { JSONValue(PublishedSymbolic.decoding($0)) },
            ],
            "knownHeads": [
                "source": .string(PublishedSymbolic.Source.secondHand.label),
                "induction": .fields(
                    KnownHeadScore.allCases.map {
                        ($0.rawValue, JSONValue(PublishedSymbolic.knownHeads(.induction, $0)))
                    }),
            ],
        ]
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
