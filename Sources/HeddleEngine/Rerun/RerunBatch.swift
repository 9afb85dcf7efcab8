/// What is wanted of variants, which decides the positions that have to be computed.
enum RerunWant {
    case lastPosition
    case everyToken
}

/// A variant, and what of it has to be computed.
struct RerunMember {
    /// Its place among the variants.
    let place: Int
    let text: Int
    let baseline: BaselineRun
    let instruments: RunInstruments
    let positions: Range<Int>
    /// nil where nothing that is wanted can differ from the untouched run.
    let start: RerunStart?

    /// - Throws: `EngineError.headOutsideModel` or `.invalidRequest`.
    init(
        place: Int, _ variant: RerunVariant, _ baseline: BaselineRun, _ want: RerunWant,
        _ cancellation: Cancellation?
    ) throws(EngineError) {
        let count = baseline.tokens.count
        let layers = baseline.model.configuration.layers
        instruments = try RunInstruments(
            request: .nothing, interventions: variant.interventions, tokens: baseline.tokens,
            run: 0..<count, observer: nil, cancellation: cancellation,
            configuration: baseline.model.configuration)
        let start = baseline.rerunStart(instruments)
        var first = instruments.plan.firstPosition ?? count
        let end =
            switch want {
            case .lastPosition: count
            case .everyToken: count - 1
            }
        // The last layer's other positions reach the last one by keys and values, which stay.
        if want == .lastPosition, start.touchedLayer == layers - 1 { first = max(first, count - 1) }
        positions = min(first, end)..<end
        self.start = positions.isEmpty || start.firstLayer == layers ? nil : start
        self.place = place
        text = variant.text
        self.baseline = baseline
    }

    /// Positions of its keys and values.
    var keyRows: Int { baseline.tokens.count }
}

/// What goes into one batch.
struct RerunLimits {
    private static let mostKeyBytes = 64 << 20

    /// Positions that are computed.
    let rows: Int
    /// Positions of whose layer keys and values are kept.
    let keyRows: Int

    init(_ configuration: ModelConfiguration, rows: Int, longestText: Int) {
        self.rows = max(1, rows)
        keyRows = max(longestText, Self.mostKeyBytes / (configuration.keyWidth * 8))
    }
}

/// Variants that are run together: those that begin in one layer, or those that nothing changes.
struct RerunBatch {
    let start: RerunStart?
    private(set) var members: [RerunMember]
    private var rows: Int
    private var keyRows: Int

    private init(_ member: RerunMember) {
        start = member.start
        members = [member]
        rows = member.positions.count
        keyRows = member.keyRows
    }

    private mutating func take(_ member: RerunMember, _ limits: RerunLimits) -> Bool {
        guard member.start == start, members.count < limits.rows,
            rows + member.positions.count <= limits.rows,
            keyRows + member.keyRows <= limits.keyRows
        else { return false }
        members.append(member)
        rows += member.positions.count
        keyRows += member.keyRows
        return true
    }

    /// Sorts members by where they begin and by text, and cuts them into batches.
    static func batches(_ members: [RerunMember], _ limits: RerunLimits) -> [RerunBatch] {
        var batches: [RerunBatch] = []
        for member in members.sorted(by: { $0.order.lexicographicallyPrecedes($1.order) }) {
            if let last = batches.indices.last, batches[last].take(member, limits) { continue }
            batches.append(RerunBatch(member))
        }
        return batches
    }
}

extension RerunMember {
    fileprivate var order: [Int] {
        guard let start else { return [Int.max, text, place] }
        return [
            start.firstLayer, start.touchedLayer, start.knowsOutputs ? 1 : 0, text, place,
        ]
    }
}
