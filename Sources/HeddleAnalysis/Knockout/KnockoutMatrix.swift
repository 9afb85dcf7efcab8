/// How much each later part of a text depends on each earlier one: attention to the earlier one is
/// hidden from all later predictions, and the change at the later one's tokens is measured.
///
/// Source: attention suppression of Bogdan et al. 2025 (2506.19143), `get_suppression_KL_matrix` of
/// interp-reasoning/thought-anchors. There the divergence is taken at temperature 0.6 over the most
/// probable tokens, at the queries that read a sentence's tokens, and a sentence is hidden from
/// itself too; here it is that of the full distributions at temperature 1, at the queries that
/// predict them. Divergences below some 1e-7 nats are rounding, which the logarithm does not hide:
/// differences between cells far below ln 1e-7 = -16 mean nothing.
public struct KnockoutMatrix: Hashable, Sendable {
    /// Added to a divergence before its logarithm is taken, as in the source.
    public static let epsilon = 1e-9

    public var kind: TracePartKind
    /// Ascending and disjoint.
    public var parts: [TracePart]
    /// `[source][reader]`: mean over the reader's tokens of ln(KL + 1e-9), KL(original ‖ hidden) in
    /// nats; nil where the reader is not behind the source, and for sources not yet measured.
    public private(set) var meanLogKL: [[Double?]]
    /// How many sources are measured, from the first on. The last part has no reader.
    public private(set) var done = 0

    public init(kind: TracePartKind, parts: [TracePart]) {
        self.kind = kind
        self.parts = parts
        meanLogKL = Array(
            repeating: Array(repeating: nil, count: parts.count), count: parts.count)
    }

    /// How many sources there are to measure.
    public var total: Int { max(0, parts.count - 1) }
    public var isPartial: Bool { done < total }

    /// How many positions of a text are run again for the sources that are left: their cost. A
    /// source's run begins at its last token.
    ///
    /// - Parameter tokens: how many tokens of the text are read.
    public func positionsLeft(of tokens: Int) -> Int {
        parts[done..<total].reduce(0) { $0 + max(0, tokens - ($1.tokens.upperBound - 1)) }
    }

    /// Takes in the next source's divergences.
    ///
    /// - Parameter divergences: `[target]`, nats, over the text.
    public mutating func add(_ divergences: [Float?]) {
        guard done < total else { return }
        for reader in done + 1..<parts.count {
            meanLogKL[done][reader] = Statistics.mean(
                parts[reader].tokens.compactMap { target -> Double? in
                    guard divergences.indices.contains(target), let kl = divergences[target]
                    else { return nil }
                    return (max(0, Double(kl)) + Self.epsilon).logarithm
                })
        }
        done += 1
    }

    /// `[source][reader]`: `meanLogKL` less the mean over all sources of the same reader, as the
    /// source draws it: how much more the reader depends on this part than on others before it. Of a
    /// partial matrix the mean is over the sources that are measured.
    public var dependence: [[Double?]] {
        let means = parts.indices.map { reader in
            Statistics.mean(meanLogKL.compactMap { $0[reader] })
        }
        return meanLogKL.map { row in
            zip(row, means).map { value, mean in
                value.flatMap { value in mean.map { value - $0 } }
            }
        }
    }

    /// The source that a reader depends on most; nil for a reader without measured sources, and for
    /// one that is no part.
    public func strongestSource(of reader: Int) -> Int? {
        guard parts.indices.contains(reader) else { return nil }
        let column = parts.indices.compactMap { source in
            meanLogKL[source][reader].map { (source, $0) }
        }
        return column.max { $0.1 < $1.1 }?.0
    }

    /// The fields of `heddle.knockout/1` that a matrix has: `matrix.{by,partial,done,total,epsilon}`,
    /// `matrix.parts[].{start,end,text,intent}`, `matrix.meanLogKL[source][reader]`,
    /// `matrix.dependence[source][reader]`.
    public func json(trace: String, model: String) -> JSONValue {
        [
            "schema": "heddle.knockout/1", "trace": .string(trace), "model": .string(model),
            "klIs": "KL(original || knocked out), nats",
            "matrix": [
                "by": .string(kind.rawValue), "partial": .bool(isPartial),
                "done": .integer(done), "total": .integer(total),
                "epsilon": .number(Self.epsilon), "parts": .array(parts.map(\.json)),
                "meanLogKL": JSONValue(grid: meanLogKL),
                "dependence": JSONValue(grid: dependence),
            ],
        ]
    }
}
