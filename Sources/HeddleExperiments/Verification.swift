import HeddleAnalysis
import HeddleEngine

/// How far a model's numbers are from those of an independent implementation.
public struct Verification: Sendable, Hashable {
    /// The arithmetic that was verified; another one has another distance.
    public let arithmetic: DotProducts
    public private(set) var logits = Difference()
    /// Attention weights, where the reference holds some.
    public private(set) var attention = Difference()
    /// Head outputs `z`, where the reference holds some.
    public private(set) var headOutputs = Difference()
    /// Logits with heads zero-ablated, where the reference holds some.
    public private(set) var ablations = Difference()

    /// What float32 arithmetic in another order of sums keeps to on models of ordinary size.
    public static let usualTolerance: Float = 1e-3

    /// What arithmetic other than float32 keeps to: the length of the differences over that of the
    /// reference.
    public static func usualRelativeDifference(in arithmetic: DotProducts) -> Double {
        switch arithmetic {
        case .bfloat16, .int8: 0.03
        case .float32, .bfloat16x2: 0.0003
        }
    }

    /// The largest difference that passes unless a user says otherwise; nil where lengths count.
    public var usualTolerance: Float? { arithmetic == .float32 ? Self.usualTolerance : nil }

    public var maxAbsoluteDifference: Float { logits.largest }
    /// Rows of logits that were compared.
    public var rows: Int { logits.rows }

    /// Runs every text of the reference and compares all that it holds.
    ///
    /// - Throws: `ExperimentError.otherShape` when a row is not as long as the model's, and what the
    ///   engine throws.
    public init(
        _ reference: ReferenceNumbers, model: Model, pool: WorkerPool,
        cancellation: Cancellation? = nil
    ) throws(ExperimentError) {
        arithmetic = model.dotProducts
        for pass in reference.passes {
            try compare(pass, model, pool, cancellation)
            for ablation in pass.ablations {
                try compare(ablation, of: pass.ids, model, pool, cancellation)
            }
        }
    }

    /// What is further off than a tolerance allows, in words; empty where all agrees. Attention
    /// weights are at most 1 and have to agree ten times closer.
    public func disagreements(tolerance: Float) -> [String] {
        let parts: [(String, Difference, Float)] = [
            ("logits", logits, tolerance), ("attention weights", attention, tolerance / 10),
            ("head outputs", headOutputs, tolerance),
            ("logits with heads off", ablations, tolerance),
        ]
        return parts.compactMap { name, difference, limit in
            difference.largest <= limit
                ? nil : "\(name) differ by up to \(difference.largest), more than \(limit)"
        }
    }

    /// What is further off than is usual for the arithmetic, in words; empty where all agrees.
    public var unusualDifferences: [String] {
        guard arithmetic != .float32 else {
            return disagreements(tolerance: Self.usualTolerance)
        }
        let parts = [
            ("logits", logits), ("attention weights", attention), ("head outputs", headOutputs),
            ("logits with heads off", ablations),
        ]
        let usual = Self.usualRelativeDifference(in: arithmetic)
        return parts.compactMap { name, difference in
            difference.relative <= usual
                ? nil
                : "\(name) in \(arithmetic.rawValue) differ by \(Float(difference.relative)) of "
                    + "their length, more than \(usual)"
        }
    }

    private mutating func compare(
        _ pass: ReferenceNumbers.Pass, _ model: Model, _ pool: WorkerPool,
        _ cancellation: Cancellation?
    ) throws(ExperimentError) {
        let wanted = Dictionary(grouping: pass.attention, by: \.head)
        let watched = Dictionary(grouping: pass.headOutputs, by: \.layer)
        let request = ForwardRequest(
            logits: .at(pass.logits.keys.sorted()),
            patterns: wanted.map { PatternRequest(head: $0, queries: $1.map(\.query)) },
            hooks: Set(watched.keys.map { .headOutput(layer: $0) }))
        var outputs: [Place: [Float]] = [:]
        let result = try SinglePass.run(
            model, pool: pool, tokens: pass.ids, request: request, cancellation: cancellation
        ) { hook, positions, tensor in
            guard let layer = hook.layer else { return }
            let width = tensor.values.count / positions.count
            for row in watched[layer] ?? [] where positions.contains(row.position) {
                let start = (row.position - positions.lowerBound) * width
                outputs[Place(layer: layer, position: row.position)] =
                    Array(tensor.values[start..<start + width])
            }
        }
        for (position, expected) in pass.logits {
            try logits.compare(result.logits(at: position), expected, "logits", at: position)
        }
        for row in pass.attention {
            let found = result.pattern(of: row.head, query: row.query) ?? []
            try attention.compare(found, row.weights, "weights of \(row.head)", at: row.query)
        }
        for row in pass.headOutputs {
            let found = outputs[Place(layer: row.layer, position: row.position)] ?? []
            try headOutputs.compare(
                found, row.values, "outputs of layer \(row.layer)", at: row.position)
        }
    }

    private struct Place: Hashable {
        let layer: Int
        let position: Int
    }

    private mutating func compare(
        _ ablation: ReferenceNumbers.AblatedLogits, of ids: [Int32], _ model: Model,
        _ pool: WorkerPool, _ cancellation: Cancellation?
    ) throws(ExperimentError) {
        let result = try SinglePass.run(
            model, pool: pool, tokens: ids, mask: HeadMask(heads: Set(ablation.heads), mode: .zero),
            request: ForwardRequest(logits: .last), cancellation: cancellation)
        try ablations.compare(
            result.logits(at: ids.count - 1), ablation.logits, "logits with heads off",
            at: ids.count - 1)
    }
}

extension Difference {
    fileprivate mutating func compare(
        _ found: [Float], _ expected: [Float], _ what: String, at position: Int
    ) throws(ExperimentError) {
        guard found.count == expected.count else {
            throw .otherShape(
                what: what, position: position, expected: expected.count, found: found.count)
        }
        add(found, expected)
    }
}
