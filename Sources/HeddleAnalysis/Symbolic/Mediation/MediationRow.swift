/// Which scores a row holds: the analysis itself or a control of a kind of head.
public struct MediationMeasure: Hashable, Sendable {
    public var kind: SymbolicHeadKind
    /// Nil for the analysis itself.
    public var control: MediationControl?

    public init(kind: SymbolicHeadKind, control: MediationControl? = nil) {
        self.kind = kind
        self.control = control
    }
}

/// The scores of all heads on one pair.
public struct MediationRow: Hashable, Sendable {
    public var measure: MediationMeasure
    /// The pair's place among all pairs.
    public var pair: Int
    /// `logit(target) − logit(own answer)` of the untouched run.
    public var cleanGap: Double
    /// Layer by layer, `[layer × heads + head]`, logits.
    public var scores: [Float]

    public init(measure: MediationMeasure, pair: Int, cleanGap: Double, scores: [Float]) {
        self.measure = measure
        self.pair = pair
        self.cleanGap = cleanGap
        self.scores = scores
    }
}

/// Where finished rows are kept, so that a run that was stopped goes on from them.
public protocol MediationStore: AnyObject {
    /// The rows of the same analysis that are there already.
    var rows: [MediationRow] { get }
    /// Keeps rows; a failure to write is the store's to report.
    func store(_ rows: [MediationRow])
}

extension MediationRow {
    /// One line of a file of finished rows.
    public var json: JSONValue {
        [
            "type": .string(measure.kind.rawValue), "control": JSONValue(measure.control?.rawValue),
            "pair": .integer(pair), "cleanGap": .number(cleanGap),
            "scores": .array(scores.map(JSONValue.float)),
        ]
    }

    /// Nil for a value that is no such row.
    public init?(json: JSONValue) {
        guard let kind = json["type"]?.string.flatMap(SymbolicHeadKind.init),
            let pair = json["pair"]?.int, let gap = json["cleanGap"]?.double,
            let scores = json["scores"]?.array
        else { return nil }
        var control: MediationControl?
        if let name = json["control"]?.string {
            guard let known = MediationControl(rawValue: name) else { return nil }
            control = known
        }
        self.init(
            measure: MediationMeasure(kind: kind, control: control), pair: pair, cleanGap: gap,
            scores: scores.compactMap { $0.double.map(Float.init) })
    }
}
