/// Interventions checked against a model and sorted by where they act, ready to be applied.
struct InterventionPlan {
    private struct Edit<Part: OutputPart> {
        let part: Part
        let columns: Range<Int>
        let operation: Intervention.Operation<Part>
        let start: Int
        /// nil for every position from `start` on.
        let positions: QueryList?
    }

    private typealias Edits<Part: OutputPart> = [HookPoint: [Edit<Part>]]

    private var headEdits: Edits<HeadID> = [:]
    private var blockEdits: Edits<BlockID> = [:]
    private var hiddenKeys: [Int: [HiddenKeys]] = [:]

    /// The lowest layer that is touched; nil when nothing is. Its keys and values are not.
    private(set) var firstLayer: Int?
    /// The first position that is touched; nil when none is.
    private(set) var firstPosition: Int?

    /// - Throws: `EngineError.headOutsideModel` or `.invalidRequest`.
    init(_ interventions: [Intervention], _ configuration: ModelConfiguration) throws(EngineError) {
        for intervention in interventions {
            switch intervention.change {
            case .heads(let heads, let operation):
                try add(heads, operation, intervention.positions, configuration, to: \.headEdits)
            case .blocks(let blocks, let operation):
                try add(blocks, operation, intervention.positions, configuration, to: \.blockEdits)
            case .knockOut(let heads, let keys):
                try hide(keys, from: heads, at: intervention.positions, configuration)
            }
        }
    }

    private mutating func add<Part>(
        _ parts: [Part], _ operation: Intervention.Operation<Part>,
        _ positions: Intervention.Positions, _ configuration: ModelConfiguration,
        to edits: WritableKeyPath<Self, Edits<Part>>
    ) throws(EngineError) {
        for part in parts {
            try part.check(configuration)
            try Self.check(operation, part, width: part.columns(configuration).count)
        }
        guard let first = positions.first(from: 0), !parts.isEmpty else { return }
        firstPosition = min(firstPosition ?? first, first)
        let listed: QueryList? =
            if case .at(let list) = positions { QueryList(list, in: 0..<Int.max) } else { nil }
        for part in parts {
            firstLayer = min(firstLayer ?? part.layer, part.layer)
            self[keyPath: edits][part.hook, default: []].append(
                Edit(
                    part: part, columns: part.columns(configuration), operation: operation,
                    start: first, positions: listed))
        }
    }

    private mutating func hide(
        _ keys: Range<Int>, from heads: [HeadID], at positions: Intervention.Positions,
        _ configuration: ModelConfiguration
    ) throws(EngineError) {
        for head in heads { try head.check(configuration) }
        guard keys.lowerBound >= 0 else {
            throw .invalidRequest(
                problem: "keys from position \(keys.lowerBound) on",
                remedy: "positions count from 0")
        }
        // Queries before the keys do not see them anyway.
        guard let first = positions.first(from: keys.lowerBound), !heads.isEmpty, !keys.isEmpty
        else { return }
        firstPosition = min(firstPosition ?? first, first)
        let runs = positions.runs(from: first)
        for (layer, heads) in Dictionary(grouping: heads, by: \.layer) {
            firstLayer = min(firstLayer ?? layer, layer)
            let numbers = Set(heads.map(\.head))
            hiddenKeys[layer, default: []] += runs.map {
                HiddenKeys(heads: numbers, queries: $0, keys: keys)
            }
        }
    }

    private static func check<Part>(
        _ operation: Intervention.Operation<Part>, _ part: Part, width: Int
    ) throws(EngineError) {
        switch operation {
        case .scale(let factor):
            guard factor.isFinite else {
                throw .invalidRequest(
                    problem: "the output of \(part) cannot be scaled by \(factor)",
                    remedy: "give a finite factor")
            }
        case .replace(let values):
            guard values.width == width else {
                throw .invalidRequest(
                    problem: "values of width \(values.width) for \(part), whose output has "
                        + "\(width)",
                    remedy: "take the values from a run of the same model")
            }
            guard values.positionCount(of: part) > 0 else {
                throw .invalidRequest(
                    problem: "no values to put in place of those of \(part)",
                    remedy: "give values for every part of the intervention")
            }
        }
    }

    /// Whether anything is changed at a hook point.
    func touches(_ hook: HookPoint) -> Bool {
        headEdits[hook] != nil || blockEdits[hook] != nil
    }

    /// What queries at some positions do not see in a layer.
    func hiddenKeys(layer: Int, positions: Range<Int>) -> [HiddenKeys] {
        (hiddenKeys[layer] ?? []).filter { $0.queries.overlaps(positions) }
    }

    /// Whether heads' outputs are changed in the making in a layer.
    func hidesKeys(layer: Int) -> Bool { hiddenKeys[layer] != nil }

    /// Changes the rows of a hook point, `[position][columns]`, in place.
    func apply(_ hook: HookPoint, positions: Range<Int>, rows: FloatMatrix) {
        for edit in headEdits[hook] ?? [] { Self.apply(edit, positions, rows) }
        for edit in blockEdits[hook] ?? [] { Self.apply(edit, positions, rows) }
    }

    private static func apply<Part>(
        _ edit: Edit<Part>, _ positions: Range<Int>, _ rows: FloatMatrix
    ) {
        let first = positions.lowerBound
        if let listed = edit.positions {
            for index in listed.indices(in: positions) {
                apply(edit, at: listed[index], rows, row: listed[index] - first)
            }
        } else {
            for position in positions where position >= edit.start {
                apply(edit, at: position, rows, row: position - first)
            }
        }
    }

    private static func apply<Part>(
        _ edit: Edit<Part>, at position: Int, _ rows: FloatMatrix, row: Int
    ) {
        switch edit.operation {
        case .scale(let factor):
            rows.scale(factor, row: row, columns: edit.columns)
        case .replace(let values):
            if let vector = values.vector(of: edit.part, at: position) {
                rows.put(vector, row: row, column: edit.columns.lowerBound)
            }
        }
    }
}
