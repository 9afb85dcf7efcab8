/// Interventions checked against a model and sorted by layer, ready to be applied.
struct InterventionPlan {
    private struct Edit {
        let head: Int
        let id: HeadID
        let operation: Intervention.Operation
        let start: Int
        /// nil for every position from `start` on.
        let positions: QueryList?
    }

    private var edits: [Int: [Edit]] = [:]
    private let headDimension: Int

    /// The lowest layer that is touched; nil when nothing is.
    var firstLayer: Int? { edits.keys.min() }
    /// The first position that is touched in a text of `count` tokens; nil when none is.
    private(set) var firstPosition: Int?

    /// - Throws: `EngineError.headOutsideModel` or `.invalidRequest`.
    init(_ interventions: [Intervention], _ configuration: ModelConfiguration) throws(EngineError) {
        headDimension = configuration.headDimension
        for intervention in interventions {
            try Self.check(intervention, configuration)
            guard let first = intervention.positions.first(from: 0) else { continue }
            guard !intervention.heads.isEmpty else { continue }
            firstPosition = min(firstPosition ?? first, first)
            let positions: QueryList? =
                if case .at(let list) = intervention.positions {
                    QueryList(list, in: 0..<Int.max)
                } else { nil }
            for head in intervention.heads {
                let edit = Edit(
                    head: head.head, id: head, operation: intervention.operation, start: first,
                    positions: positions)
                edits[head.layer, default: []].append(edit)
            }
        }
    }

    private static func check(
        _ intervention: Intervention, _ configuration: ModelConfiguration
    ) throws(EngineError) {
        for head in intervention.heads where !configuration.headShape.contains(head) {
            throw .headOutsideModel(head: head, shape: configuration.headShape)
        }
        switch intervention.operation {
        case .scale(let factor):
            guard factor.isFinite else {
                throw .invalidRequest(
                    problem: "a head's output cannot be scaled by \(factor)",
                    remedy: "give a finite factor")
            }
        case .replace(let values):
            guard values.headDimension == configuration.headDimension else {
                throw .invalidRequest(
                    problem: "values of width \(values.headDimension) for heads of width "
                        + "\(configuration.headDimension)",
                    remedy: "take the values from a run of the same model")
            }
            for head in intervention.heads where values.positionCount(of: head) == 0 {
                throw .invalidRequest(
                    problem: "no values to put in place of head \(head)'s",
                    remedy: "give values for every head of the intervention")
            }
        }
    }

    /// Changes the outputs of a layer's heads, `[position][heads × headDimension]`, in place.
    func apply(layer: Int, positions: Range<Int>, outputs: FloatMatrix) {
        for edit in edits[layer] ?? [] {
            if let listed = edit.positions {
                for index in listed.indices(in: positions) {
                    apply(edit, at: listed[index], positions, outputs)
                }
            } else {
                for position in max(
                    edit.start, positions.lowerBound)..<max(
                        edit.start, positions.upperBound)
                {
                    apply(edit, at: position, positions, outputs)
                }
            }
        }
    }

    private func apply(
        _ edit: Edit, at position: Int, _ positions: Range<Int>, _ outputs: FloatMatrix
    ) {
        let row = position - positions.lowerBound
        let first = edit.head * headDimension
        switch edit.operation {
        case .scale(let factor):
            outputs.scale(factor, row: row, columns: first..<first + headDimension)
        case .replace(let values):
            if let vector = values.vector(of: edit.id, at: position) {
                outputs.put(vector, row: row, column: first)
            }
        }
    }
}
