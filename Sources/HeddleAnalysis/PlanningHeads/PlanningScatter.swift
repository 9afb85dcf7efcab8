/// A sweep by planning as points: the effect on move starts against that on mathematics at equal
/// baseline, so that the height above the diagonal is the matched difference.
public struct PlanningScatter: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public var name: String
        /// Effect on mathematics at the baseline of move starts, nats a token.
        public var mathematics: Double
        /// Effect on move starts, nats a token.
        public var start: Double
        /// Index of `series`.
        public var series: Int
        public var isSignificant: Bool
        /// Whether its name is written beside it.
        public var isLabelled: Bool
    }

    /// What the colours mean: symbolic types that occur, heads without one last.
    public var series: [String]
    public var points: [Point]

    /// Heads that are named besides the significant ones, for each of the two effects.
    private static let labelled = 5

    /// Effects without a matched difference are left out.
    public init(_ sweep: PlanningSweep) {
        let known = sweep.effects.filter { $0.differences[.mathematics] != nil }
        var names: [String] = []
        for effect in known {
            let name = Self.series(effect.kinds)
            if !names.contains(name) { names.append(name) }
        }
        let order =
            SymbolicHeadKind.allCases.map(\.label) + [Self.several] + [Self.none]
        let series = order.filter(names.contains)
        let outliers = Self.outliers(known)
        self.series = series
        points = known.compactMap { effect in
            guard let difference = effect.differences[.mathematics] else { return nil }
            let isSignificant = sweep.isSignificant(effect)
            return Point(
                name: effect.name, mathematics: difference.group, start: difference.start,
                series: series.firstIndex(of: Self.series(effect.kinds)) ?? 0,
                isSignificant: isSignificant,
                isLabelled: isSignificant || outliers.contains(effect.heads))
        }
    }

    private static let none = "no symbolic type"
    private static let several = "several types"

    private static func series(_ kinds: Set<SymbolicHeadKind>) -> String {
        kinds.count > 1 ? several : kinds.first?.label ?? none
    }

    /// The heads farthest from no effect on either group.
    private static func outliers(_ effects: [PlanningEffect]) -> Set<[HeadID]> {
        func farthest(_ size: (MatchedDifference) -> Double) -> [[HeadID]] {
            let sizes = effects.compactMap { effect in
                effect.differences[.mathematics].map { (effect.heads, abs(size($0))) }
            }
            return sizes.enumerated().sorted {
                ($1.element.1, $0.offset) < ($0.element.1, $1.offset)
            }.prefix(labelled).map(\.element.0)
        }
        return Set(farthest(\.start) + farthest(\.group))
    }
}

extension PlanningSweep {
    public var scatter: PlanningScatter { PlanningScatter(self) }

    /// The points as one SVG picture that needs nothing besides itself; see `ScatterPicture`.
    public var svg: String {
        let scatter = scatter
        let table = PlanningTable(self)
        let heading = "\(model): what heads do to move starts and to mathematics"
        return ScatterPicture(
            title: heading,
            horizontal:
                "mathematics at equal baseline: change of negative log-likelihood, nats a token",
            vertical: "move starts: change of negative log-likelihood, nats a token",
            series: scatter.series,
            points: scatter.points.map {
                ScatterPicture.Point(
                    name: $0.name, x: $0.mathematics, y: $0.start, series: $0.series,
                    isFilled: $0.isSignificant, isLabelled: $0.isLabelled)
            },
            sentences: [
                "The dashed line: both change alike. Filled marks are significant. The axes are "
                    + "linear to 0.01 nats and logarithmic beyond."
            ] + table.lead + table.notes
        ).svg
    }
}
