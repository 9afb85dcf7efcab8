import Canvas
import HeddleAnalysis

/// What has been measured of the heads' part in planning.
public struct PlanningHeadsState: Sendable, Equatable {
    /// Finished sweeps by the model that was measured, see `SymbolicState.key(of:)`.
    public internal(set) var sweeps: [String: PlanningSweep] = [:]
    /// The model whose sweep is on the screen.
    public private(set) var shown: String?
    /// The effects of one head each of that sweep, as they are ranked.
    public private(set) var ranked: [PlanningEffect] = []
    /// Tells the result of the last request from those of older ones.
    public internal(set) var number = 0

    init() {}

    /// The sweep on the screen.
    public var sweep: PlanningSweep? { shown.flatMap { sweeps[$0] } }

    mutating func show(_ model: String) {
        shown = model
        ranked = sweep?.ranked.filter { $0.heads.count == 1 } ?? []
    }
}

/// A sweep by planning that is asked for.
public struct PlanningHeadsRequest: Hashable, Sendable {
    public var number: Int
    /// The traces that are measured.
    public var entries: [TraceEntry]
    public var mode: AblationMode
    /// What the heads are known to be.
    public var kinds: [HeadID: Set<SymbolicHeadKind>]
    /// The model is the sample, which wrote nothing that a file does not name the writer of.
    public var isSample = false
    /// What another model wrote is measured too.
    public var scoresForeign = false

    public init(
        number: Int, entries: [TraceEntry], mode: AblationMode,
        kinds: [HeadID: Set<SymbolicHeadKind>] = [:]
    ) {
        self.number = number
        self.entries = entries
        self.mode = mode
        self.kinds = kinds
    }
}

extension State {
    /// The ranking stands at the left; the scatter and what is said of the selected head beside it.
    public var planningColumns: (list: Rect, chart: Rect, detail: Rect) {
        let body = screenBody
        guard planningHeads.sweep != nil else {
            let none = Rect(x: body.maxX, y: body.y, width: 0, height: 0)
            return (body, none, none)
        }
        let columns = body.columns([.fixed(max(38, body.width * 2 / 5)), .flexible()])
        let height = min(14, max(9, body.height / 2))
        let rows = columns[1].rows([.flexible(), .fixed(height)])
        return (columns[0], rows[0], rows[1])
    }
}
