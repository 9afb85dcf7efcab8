import Canvas
import HeddleAnalysis

/// What the head grid shows: one value a head with the scale that all of them are drawn on.
struct GridValues: ValueScale {
    let shape: HeadShape
    /// `[layer * heads + head]`, nil where there is no value (yet).
    let values: [Float?]
    let scale: ClosedRange<Float>
    let isSigned: Bool
    /// True while the values belong to an older mask.
    let isOld: Bool
    /// Unit of the scale's ends, empty for shares and ratios.
    let unit: String

    init(_ state: State, shape: HeadShape, measure: HeadMeasure) {
        self.shape = shape
        var unit = ""
        if measure == .effect {
            let sweep = state.sweepAtCursor
            values = Self.flattened(sweep, shape)
            isOld = false
            unit = sweep?.metric == .difference ? "logits" : "nats"
            isSigned = sweep?.metric != .kl
        } else if measure.isAttribution {
            values = shape.all.map { state.readoutValue(of: $0, measure) }
            isOld = false
            unit = "logits"
            isSigned = true
        } else if measure == .receiver {
            values = shape.all.map { head in
                state.numbers.broadcast?.kurtosis(of: head).map { Float($0) }
            }
            isOld = false
            isSigned = false
        } else {
            let rows = state.cursorQuery.flatMap { state.numbers.summaries(at: $0) } ?? []
            values = (0..<shape.layers * shape.heads).map { index in
                rows.indices.contains(index) ? measure.value(of: rows[index]) : nil
            }
            isOld = state.summariesAreOld
            isSigned = measure.isSigned
            if measure == .entropy { unit = "nats" }
        }
        self.unit = unit
        scale = state.gridScale ?? Self.fitted(values, signed: isSigned)
    }

    /// The grid of a sweep on a scale of its own.
    init(_ sweep: SweepResult, shape: HeadShape) {
        self.shape = shape
        values = Self.flattened(sweep, shape)
        isSigned = sweep.metric != .kl
        isOld = false
        unit = sweep.metric == .difference ? "logits" : "nats"
        scale = Self.fitted(values, signed: isSigned)
    }

    /// The grid of scores `[layer][head]` on a scale of its own, around zero.
    init(scores: [[Double]], unit: String, shape: HeadShape) {
        self.shape = shape
        values = (0..<shape.layers * shape.heads).map { index in
            let (layer, head) = index.quotientAndRemainder(dividingBy: shape.heads)
            guard scores.indices.contains(layer), scores[layer].indices.contains(head) else {
                return nil
            }
            return Float(scores[layer][head])
        }
        isSigned = true
        isOld = false
        self.unit = unit
        scale = Self.fitted(values, signed: true)
    }

    subscript(head: HeadID) -> Float? {
        guard shape.contains(head) else { return nil }
        let value = values[head.layer * shape.heads + head.head]
        return value?.isFinite == true ? value : nil
    }

    var isEmpty: Bool { values.allSatisfy { $0 == nil } }

    /// Heads by the size of their value, largest first.
    func ranked(_ count: Int) -> [(head: HeadID, value: Float)] {
        let all = values.enumerated().compactMap { index, value -> (head: HeadID, value: Float)? in
            guard let value, value.isFinite else { return nil }
            return (HeadID(layer: index / shape.heads, head: index % shape.heads), value)
        }
        return Array(
            all.sorted { (abs($0.value), $1.head) > (abs($1.value), $0.head) }.prefix(count))
    }

    private static func fitted(_ values: [Float?], signed: Bool) -> ClosedRange<Float> {
        let finite = values.compactMap { $0 }.filter(\.isFinite)
        if signed {
            let end = finite.reduce(0) { max($0, abs($1)) }
            return -end...end
        }
        return 0...max(0, finite.max() ?? 0)
    }

    private static func flattened(_ sweep: SweepResult?, _ shape: HeadShape) -> [Float?] {
        (0..<shape.layers * shape.heads).map { index in
            let (layer, head) = index.quotientAndRemainder(dividingBy: shape.heads)
            guard let rows = sweep?.effects, rows.indices.contains(layer),
                rows[layer].indices.contains(head)
            else { return nil }
            return rows[layer][head]
        }
    }
}

extension State {
    /// The sweep, where it is of the cursor's token.
    var sweepAtCursor: SweepResult? {
        guard let sweep = numbers.sweep, sweep.position.target == place.cursor else { return nil }
        return sweep
    }
}
